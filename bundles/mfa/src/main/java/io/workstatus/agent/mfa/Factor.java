package io.workstatus.agent.mfa;

import java.util.Arrays;

/** What a user signs in with besides the password. */
enum Factor {
    /** A code of an authenticator app. */
    TOTP("totp"),
    /** A code that is mailed: the weaker one, because whoever reads the mail has it (NIST SP 800-63B §5.1.3.1). */
    EMAIL("email");

    private final String id;

    Factor(String id) {
        this.id = id;
    }

    /** @throws IllegalArgumentException for any other word */
    static Factor of(String id) {
        return Arrays.stream(values())
                .filter(factor -> factor.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no factor"));
    }

    /** How it is called in requests and files. */
    String id() {
        return id;
    }
}
