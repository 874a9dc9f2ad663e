package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a line says of its place in the chain. A line as the journal writes them is not parsed as a whole: what stands
 * between its number and the hash of the line before it counts only with its own hash.
 *
 * @param seq the record's number
 * @param prev the hash of the line before
 */
record ChainLine(long seq, String prev) {

    private static final byte[] BEGINNING = "{\"seq\":".getBytes(US_ASCII);
    private static final byte[] PREV = ",\"prev\":\"".getBytes(US_ASCII);
    private static final byte[] END = "\"}".getBytes(US_ASCII);
    private static final int HASH = 64;
    private static final int MOST_DIGITS = 18;

    /** Empty for a line that is no record. */
    static Optional<ChainLine> of(byte[] bytes, int from, int to) {
        int hash = to - END.length - HASH;
        if (hash - PREV.length > from + BEGINNING.length
                && stands(BEGINNING, bytes, from)
                && stands(PREV, bytes, hash - PREV.length)
                && stands(END, bytes, to - END.length)
                && isHash(bytes, hash)) {
            long seq = number(bytes, from + BEGINNING.length);
            if (seq > 0) {
                return Optional.of(new ChainLine(seq, new String(bytes, hash, HASH, US_ASCII)));
            }
        }
        return WrittenRecord.parse(Arrays.copyOfRange(bytes, from, to))
                .map(found -> new ChainLine(found.seq(), found.prev()));
    }

    /**
     * Whether a line as the journal writes them is the record of this number, behind the one of this hash; false says
     * nothing. No object is made for it: nearly all lines of nearly all journals are such.
     *
     * @param hash 64 hexadecimal digits
     */
    static boolean follows(byte[] bytes, int from, int to, long seq, byte[] hash) {
        int at = to - END.length - HASH;
        return at - PREV.length > from + BEGINNING.length
                && stands(BEGINNING, bytes, from)
                && stands(PREV, bytes, at - PREV.length)
                && stands(END, bytes, to - END.length)
                && Arrays.equals(bytes, at, at + HASH, hash, 0, HASH)
                && number(bytes, from + BEGINNING.length) == seq;
    }

    private static boolean stands(byte[] text, byte[] bytes, int at) {
        return Arrays.equals(text, 0, text.length, bytes, at, at + text.length);
    }

    private static boolean isHash(byte[] bytes, int at) {
        for (int i = at; i < at + HASH; i++) {
            boolean digit = bytes[i] >= '0' && bytes[i] <= '9';
            boolean letter = bytes[i] >= 'a' && bytes[i] <= 'f';
            if (!digit && !letter) {
                return false;
            }
        }
        return true;
    }

    /** 0 if there is none, or none that ends with a comma. */
    private static long number(byte[] bytes, int at) {
        long number = 0;
        int i = at;
        while (i - at < MOST_DIGITS && bytes[i] >= '0' && bytes[i] <= '9') {
            number = number * 10 + bytes[i] - '0';
            i++;
        }
        return bytes[i] == ',' ? number : 0;
    }
}
