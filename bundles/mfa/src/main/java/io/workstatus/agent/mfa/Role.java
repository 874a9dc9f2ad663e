package io.workstatus.agent.mfa;

import io.workstatus.agent.api.access.SignedIn;
import java.util.Arrays;

/** What a user may do. */
enum Role {
    ADMIN(SignedIn.ADMIN),
    MEMBER(SignedIn.MEMBER);

    private final String id;

    Role(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** @throws IllegalArgumentException for any other word */
    static Role of(String id) {
        return Arrays.stream(values())
                .filter(role -> role.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no role"));
    }
}
