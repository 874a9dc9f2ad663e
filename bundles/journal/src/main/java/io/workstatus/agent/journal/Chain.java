package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.workstatus.agent.api.clock.TimeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where the chain of records stands: each holds the hash of the line before it.
 *
 * @param seq of the last record, 0 before the first
 * @param hash SHA-256 of the last record's line without its newline, 64 lower-case hexadecimal digits
 */
record Chain(long seq, String hash) {

    static final Chain START = new Chain(0, "0".repeat(64));

    /** The next record as it will stand in the file, without its newline. */
    String line(Entry entry) {
        return "{\"seq\":" + (seq + 1)
                + ",\"time\":\"" + TimeSource.ISO_MILLIS.format(entry.time())
                + "\",\"type\":" + DataWriter.quoted(entry.type())
                + ",\"data\":" + entry.data()
                + ",\"prev\":\"" + hash + "\"}";
    }

    /** The chain with one more record. */
    Chain after(String line) {
        return new Chain(seq + 1, hash(line.getBytes(UTF_8)));
    }

    static String hash(byte[] line) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
