package io.workstatus.agent.launcher;

/** How the process ends. */
final class ExitCode {

    /** As asked. */
    static final int STOPPED = 0;

    /** Anything that has no code of its own. */
    static final int FAILED = 1;

    /** Wrong use. */
    static final int WRONG_USE = 2;

    /** Another instance is running on this home. */
    static final int HOME_IN_USE = 3;

    /** The port is taken. */
    static final int PORT_TAKEN = 4;

    /** Not for people: asks {@code bin/workstatus run} to start the JVM again at once, on the same port. */
    static final int START_AGAIN = 75;

    private ExitCode() {}
}
