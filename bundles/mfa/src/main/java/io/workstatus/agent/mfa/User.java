package io.workstatus.agent.mfa;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A user as the users file has it.
 *
 * @param name as it was given; two names that differ in case only are one
 * @param role {@code admin} or {@code member}
 * @param password an Argon2id hash in the PHC string format
 * @param factor as {@code totp}
 * @param secret of an authenticator app, in Base32; empty for others
 * @param email where codes are mailed to; empty where none are
 * @param recoveryCodes fingerprints of those that were not used yet
 * @param passkeys proofs besides the factor
 * @param createdAt in ISO 8601
 */
record User(
        @JsonProperty("name") String name,
        @JsonProperty("role") String role,
        @JsonProperty("password") String password,
        @JsonProperty("factor") String factor,
        @JsonProperty("secret") String secret,
        @JsonProperty("email") String email,
        @JsonProperty("recoveryCodes") List<String> recoveryCodes,
        @JsonProperty("passkeys") List<Passkey> passkeys,
        @JsonProperty("createdAt") String createdAt) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final int SHORTEST_SECRET_BYTES = 16;

    /** Members that came later may be missing in a file; the others may not. */
    User {
        Stream.of(name, role, password, factor, secret, createdAt).forEach(Objects::requireNonNull);
        email = Objects.requireNonNullElse(email, "");
        recoveryCodes = recoveryCodes == null ? List.of() : List.copyOf(recoveryCodes);
        passkeys = passkeys == null ? List.of() : List.copyOf(passkeys);
    }

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

    boolean byMail() {
        return factor.equals(Factor.EMAIL.id());
    }

    User withPassword(String hash) {
        return new User(name, role, hash, factor, secret, email, recoveryCodes, passkeys, createdAt);
    }

    User withRecoveryCodes(List<String> fingerprints) {
        return new User(name, role, password, factor, secret, email, fingerprints, passkeys, createdAt);
    }

    User withPasskeys(List<Passkey> changed) {
        return new User(name, role, password, factor, secret, email, recoveryCodes, changed, createdAt);
    }

    /** Whether nothing about signing in has changed since: whoever has signed in as one may go on as the other. */
    boolean signsInLike(User then) {
        return password.equals(then.password)
                && factor.equals(then.factor)
                && secret.equals(then.secret)
                && email.equals(then.email)
                && createdAt.equals(then.createdAt);
    }

    /** @throws IllegalArgumentException if it makes no sense */
    void check() {
        if (!isName(name)) {
            throw new IllegalArgumentException("not a user");
        }
        Role.of(role);
        Argon2id.parse(password);
        boolean provable = switch (Factor.of(factor)) {
            case TOTP -> Base32.decode(secret).length >= SHORTEST_SECRET_BYTES;
            case EMAIL -> MailAddress.isPlain(email);
        };
        if (!provable) {
            throw new IllegalArgumentException("nothing to sign in with besides the password");
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
