package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A policy as it goes out.
 *
 * @param body JSON in UTF-8
 * @param etag strong, of these bytes and no others
 */
@SuppressWarnings("ArrayRecordComponent")
record Served(PolicyDocument policy, byte[] body, String etag) {

    static Served of(PolicyDocument policy) {
        byte[] body = policy.toJson().toString().getBytes(UTF_8);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return new Served(policy, body, '"' + HexFormat.of().formatHex(hash, 0, 16) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
