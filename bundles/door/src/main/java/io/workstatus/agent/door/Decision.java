package io.workstatus.agent.door;

/** What happens to a request. */
sealed interface Decision {

    /** It may come in. */
    record Pass() implements Decision {}

    /** A person has to sign in first, and is led there. */
    record SignInFirst() implements Decision {}

    /** It may not; {@code detail} says why, in one line for people. */
    record Refuse(int status, String detail) implements Decision {}
}
