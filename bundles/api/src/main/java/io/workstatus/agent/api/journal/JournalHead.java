package io.workstatus.agent.api.journal;

/**
 * Where the journal stood at a time.
 *
 * @param seq the number of the last record
 * @param hash SHA-256 of that record's line without its newline, 64 lower-case hexadecimal digits; through the hashes in the
 *     records it vouches for all before it
 */
public record JournalHead(long seq, String hash) {

    /** Name under which an object's metadata has the number. */
    public static final String METADATA_SEQ = "journal-seq";

    /** Name under which an object's metadata has the hash. */
    public static final String METADATA_HASH = "journal-head";
}
