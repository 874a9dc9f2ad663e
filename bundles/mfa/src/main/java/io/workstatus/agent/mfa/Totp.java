package io.workstatus.agent.mfa;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/** Time-based one-time codes after RFC 6238, as authenticator apps make them: HMAC-SHA-1, 30 seconds, 6 digits. */
final class Totp {

    static final Duration STEP = Duration.ofSeconds(30);

    private static final int DIGITS = 6;
    private static final int SECRET_BYTES = 20;
    private static final int DRIFT = 1;

    private Totp() {}

    /** A new secret of 160 bits, in Base32. */
    static String newSecret() {
        return Base32.encode(Tokens.randomBytes(SECRET_BYTES));
    }

    /** The link by which an authenticator app takes the secret over. */
    static String link(String issuer, String user, String secret) {
        return "otpauth://totp/%1$s:%2$s?secret=%3$s&issuer=%1$s&algorithm=SHA1&digits=%4$d&period=%5$d"
                .formatted(escaped(issuer), escaped(user), secret, DIGITS, STEP.toSeconds());
    }

    static long stepAt(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), STEP.toSeconds());
    }

    static String code(String secret, long step) {
        try {
            return new HmacOneTimePasswordGenerator(DIGITS)
                    .generateOneTimePasswordString(new SecretKeySpec(Base32.decode(secret), "RAW"), step);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC takes every key", e);
        }
    }

    /** The step that a code belongs to: the current one or a neighbour (RFC 6238 §5.2). */
    static OptionalLong match(String secret, String code, Instant now) {
        OptionalLong match = OptionalLong.empty();
        for (long step = stepAt(now) - DRIFT; step <= stepAt(now) + DRIFT; step++) {
            // All three are computed and compared, so that the time taken says nothing.
            if (Tokens.same(code(secret, step), code)) {
                match = OptionalLong.of(step);
            }
        }
        return match;
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
