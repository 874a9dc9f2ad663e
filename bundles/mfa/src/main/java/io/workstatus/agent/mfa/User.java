package io.workstatus.agent.mfa;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A user as the users file has it.
 *
 * @param name as it was given; two names that differ in case only are one
 * @param role {@code admin} or {@code member}
 * @param password an Argon2id hash in the PHC string format
 * @param factor as {@code totp}
 * @param secret of the factor, in Base32
 * @param createdAt in ISO 8601
 */
record User(
        @JsonProperty("name") String name,
        @JsonProperty("role") String role,
        @JsonProperty("password") String password,
        @JsonProperty("factor") String factor,
        @JsonProperty("secret") String secret,
        @JsonProperty("createdAt") String createdAt) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final int SHORTEST_SECRET_BYTES = 16;

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    String key() {
        return key(name);
    }

    boolean admin() {
        return role.equals(Role.ADMIN.id());
    }

    User withPassword(String hash) {
        return new User(name, role, hash, factor, secret, createdAt);
    }

    /** @throws IllegalArgumentException if it makes no sense */
    void check() {
        if (!isName(name) || !factor.equals(Factor.TOTP.id())) {
            throw new IllegalArgumentException("not a user");
        }
        Role.of(role);
        Argon2id.parse(password);
        if (Base32.decode(secret).length < SHORTEST_SECRET_BYTES) {
            throw new IllegalArgumentException("secret too short");
        }
        try {
            Instant.parse(createdAt);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a time", e);
        }
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "User[" + name + ", " + role + "]";
    }
}
