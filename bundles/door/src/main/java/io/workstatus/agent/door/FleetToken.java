package io.workstatus.agent.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Locale;

/** The bearer token (RFC 6750) of a fleet: at least 24 characters, so that nobody tries them all. */
final class FleetToken {

    static final int SHORTEST = 24;

    private static final String SCHEME = "bearer ";

    private final byte[] token;

    /** @throws IllegalArgumentException for one that is too short */
    FleetToken(String token) {
        if (token.length() < SHORTEST) {
            throw new IllegalArgumentException("it has fewer than " + SHORTEST + " characters");
        }
        this.token = token.getBytes(UTF_8);
    }

    /** Takes as long for a token that begins well as for any other. */
    boolean matches(String authorization) {
        return authorization.length() > SCHEME.length()
                && authorization
                        .substring(0, SCHEME.length())
                        .toLowerCase(Locale.ROOT)
                        .equals(SCHEME)
                && MessageDigest.isEqual(
                        token, authorization.substring(SCHEME.length()).strip().getBytes(UTF_8));
    }
}
