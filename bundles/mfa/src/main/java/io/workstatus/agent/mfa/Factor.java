package io.workstatus.agent.mfa;

/** What a user signs in with besides the password. */
enum Factor {
    /** A code of an authenticator app. */
    TOTP("totp");

    private final String id;

    Factor(String id) {
        this.id = id;
    }

    /** How it is called in requests and files. */
    String id() {
        return id;
    }
}
