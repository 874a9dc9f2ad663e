package io.workstatus.agent.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * A file as it is served.
 *
 * @param mediaType value of {@code Content-Type}
 * @param content its bytes; never changed
 * @param etag strong entity tag, with its quotation marks: it changes exactly when the bytes do
 */
@SuppressWarnings("ArrayRecordComponent")
record Page(String mediaType, byte[] content, String etag) {

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json");

    /**
     * A file of a name.
     *
     * @throws IllegalArgumentException if nothing is known of its kind: a browser refuses a file whose media type is wrong
     */
    static Page of(String name, byte[] content) {
        String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (mediaType == null) {
            throw new IllegalArgumentException("no media type is known for " + name);
        }
        return new Page(mediaType, content, '"' + sha256(content) + '"');
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
