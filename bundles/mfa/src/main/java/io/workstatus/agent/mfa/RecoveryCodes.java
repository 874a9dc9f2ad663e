package io.workstatus.agent.mfa;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Codes on paper, for the day on which the second factor is not at hand: each is good once. They have 120 bits, so that
 * what is kept of them, a SHA-256, is of no use to whoever reads it.
 */
final class RecoveryCodes {

    /** How it is called where factors are named. */
    static final String FACTOR = "recovery";

    private static final int COUNT = 10;
    private static final int BYTES = 15;
    private static final Pattern SHAPE = Pattern.compile("[A-Z2-7]{24}");

    private final Users users;

    RecoveryCodes(Users users) {
        this.users = users;
    }

    /** New ones, as they are shown: in groups of four. */
    static List<String> next() {
        return Stream.generate(() -> Base32.encode(Tokens.randomBytes(BYTES)))
                .map(code -> code.replaceAll("(.{4})(?=.)", "$1-"))
                .limit(COUNT)
                .toList();
    }

    /** What is kept of one; empty for what has not the shape of one, however it was typed. */
    static Optional<String> fingerprint(String typed) {
        String code = typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        return SHAPE.matcher(code).matches() ? Optional.of(Tokens.fingerprint(code)) : Optional.empty();
    }

    /** Uses one up; false if the user has no such code. When this returns, it is on the disk. */
    boolean take(User user, String fingerprint) throws DamagedFileException, IOException {
        return users.takeRecoveryCode(user, fingerprint);
    }
}
