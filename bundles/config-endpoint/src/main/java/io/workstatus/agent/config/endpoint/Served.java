package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A policy as it goes out.
 *
 * @param body JSON in UTF-8
 * @param etag strong, of these bytes and no others
 * @param signature of these bytes, Base64, or null where nobody signs
 * @param origins which layer each value came from
 */
@SuppressWarnings("ArrayRecordComponent")
record Served(byte[] body, String etag, @Nullable String signature, Map<String, String> origins) {

    static Served of(ObjectNode document, Map<String, String> origins, @Nullable Issue issue) {
        byte[] body = document.toString().getBytes(UTF_8);
        return new Served(body, '"' + hash(body) + '"', issue == null ? null : issue.sign(body), origins);
    }

    /** The first half of the SHA-256, in hexadecimal digits. */
    static String hash(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
