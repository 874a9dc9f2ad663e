package io.workstatus.agent.mfa;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password's hash with all that is needed to check it, in the PHC string format.
 *
 * @param memory in KiB
 * @param iterations passes over the memory
 * @param lanes degree of parallelism
 */
@SuppressWarnings("ArrayRecordComponent")
record Argon2id(int memory, int iterations, int lanes, byte[] salt, byte[] hash) {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    // OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane.
    private static final int MEMORY = 19 * 1024;
    private static final int ITERATIONS = 2;
    private static final int LANES = 1;

    // A users file that was tampered with must not make a check take all memory.
    private static final int MOST_MEMORY = 64 * 1024;
    private static final int MOST_ITERATIONS = 16;

    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)"
            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    static Argon2id of(String password) {
        byte[] salt = Tokens.randomBytes(SALT_BYTES);
        return new Argon2id(
                MEMORY, ITERATIONS, LANES, salt, compute(password, salt, MEMORY, ITERATIONS, LANES, HASH_BYTES));
    }

    /** What no password has: checking against it takes as long as against a real one. */
    static Argon2id ofNobody() {
        return new Argon2id(MEMORY, ITERATIONS, LANES, Tokens.randomBytes(SALT_BYTES), Tokens.randomBytes(HASH_BYTES));
    }

    /** @throws IllegalArgumentException if it is not an Argon2id hash with parameters that are fit to use */
    static Argon2id parse(String phc) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an argon2id hash");
        }
        int memory = Integer.parseInt(parts.group(1));
        int iterations = Integer.parseInt(parts.group(2));
        int lanes = Integer.parseInt(parts.group(3));
        if (memory < 8 * lanes || memory > MOST_MEMORY || iterations < 1 || iterations > MOST_ITERATIONS || lanes < 1) {
            throw new IllegalArgumentException("argon2id parameters out of range");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new Argon2id(memory, iterations, lanes, base64.decode(parts.group(4)), base64.decode(parts.group(5)));
    }

    boolean matches(String password) {
        return MessageDigest.isEqual(hash, compute(password, salt, memory, iterations, lanes, hash.length));
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(memory, iterations, lanes, base64.encodeToString(salt), base64.encodeToString(hash));
    }

    private static byte[] compute(String password, byte[] salt, int memory, int iterations, int lanes, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(iterations)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        // Keyboards differ in how they compose an "é" (NIST SP 800-63B §5.1.1.2).
        generator.generateBytes(
                Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
