package io.workstatus.agent.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;

/**
 * The bearer token (RFC 6750) of a fleet: at least 24 characters, so that nobody tries them all. While it is being changed
 * there are two, the new one and the one that some agents still have, a line each.
 */
final class FleetToken {

    static final int SHORTEST = 24;

    private static final String SCHEME = "bearer ";

    private final List<byte[]> tokens;

    /**
     * @param text a token a line
     * @throws IllegalArgumentException for one that is too short
     */
    FleetToken(String text) {
        this.tokens = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(FleetToken::bytes)
                .toList();
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("there is none in it");
        }
    }

    /** Takes as long for a token that begins well as for any other. */
    boolean matches(String authorization) {
        return authorization.length() > SCHEME.length()
                && authorization
                        .substring(0, SCHEME.length())
                        .toLowerCase(Locale.ROOT)
                        .equals(SCHEME)
                && isOneOfThem(authorization.substring(SCHEME.length()).strip().getBytes(UTF_8));
    }

    private boolean isOneOfThem(byte[] given) {
        boolean found = false;
        for (byte[] token : tokens) {
            found |= MessageDigest.isEqual(token, given);
        }
        return found;
    }

    private static byte[] bytes(String token) {
        if (token.length() < SHORTEST) {
            throw new IllegalArgumentException("it has fewer than " + SHORTEST + " characters");
        }
        return token.getBytes(UTF_8);
    }
}
