package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a journal from the oldest record that is left, with one line in memory at a time. It does so whether the
 * agent writes to it or not: heads are read before records, and a line without its newline is not there yet.
 */
final class Verification {

    private static final int BLOCK = 256 * 1024;

    private final Path folder;
    private final Witnesses witnesses;
    private final MessageDigest sha256;
    private final Map<Long, String> heads = new HashMap<>();
    private final Set<Long> ends = new HashSet<>();
    private long newestHead;
    private long records;
    private @Nullable Line previous;
    private @Nullable Ordinary ordinary;
    private long[] watched = {};
    private int nextWatched;
    private @Nullable Line suspect;

    /** A record and where it stands; its own hash and the one that it tells of the record before. */
    private record Line(Path file, long number, long seq, String prev, String hash) {
        String place() {
            return file.getFileName() + ", line " + number;
        }
    }

    /** Tells of the first thing that is wrong. */
    private static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1L;

        BrokenException(String sentence) {
            super(sentence);
        }
    }

    private Verification(Path folder, Witnesses witnesses) throws GeneralSecurityException {
        this.folder = folder;
        this.witnesses = witnesses;
        this.sha256 = MessageDigest.getInstance("SHA-256");
    }

    /** What came out. */
    record Outcome(boolean intact, String sentence) {}

    /** @param witnesses gathered before: what was stored since then vouches for more than is read */
    static Outcome of(Path folder, Witnesses witnesses) throws IOException, GeneralSecurityException {
        Verification verification = new Verification(folder, witnesses);
        try {
            verification.readHeads();
            verification.watch();
            verification.readRecords();
            return new Outcome(true, verification.records + " records, intact");
        } catch (BrokenException e) {
            return new Outcome(false, String.valueOf(e.getMessage()));
        }
    }

    private void readHeads() throws IOException, GeneralSecurityException, BrokenException {
        List<String> lines = Head.lines(folder);
        if (lines.isEmpty()) {
            if (HomeKey.isIn(folder)) {
                throw new BrokenException("heads.ndjson was removed or emptied: nothing vouches for the records");
            }
            return;
        }
        PublicKey key = HomeKey.publicOf(folder);
        for (int i = 0; i < lines.size(); i++) {
            Head head = Head.parse(lines.get(i)).orElse(null);
            if (head == null || !head.isSignedBy(key)) {
                throw new BrokenException("a signed head was changed: heads.ndjson, line " + (i + 1));
            }
            String other = heads.put(head.seq(), head.hash());
            if (other != null && !other.equals(head.hash())) {
                throw new BrokenException("record " + head.seq() + " was written twice: heads.ndjson, line " + (i + 1));
            }
            if (head.end()) {
                ends.add(head.seq());
            }
            newestHead = Math.max(newestHead, head.seq());
        }
    }

    private void watch() {
        watched = Stream.concat(heads.keySet().stream(), witnesses.heads().keySet().stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
    }

    private void readRecords() throws IOException, BrokenException {
        List<Segment> oldestFirst = new ArrayList<>(Segment.newestFirst(folder));
        Collections.reverse(oldestFirst);
        for (Segment segment : oldestFirst) {
            read(segment.file());
        }
        Line last = previous();
        if (suspect != null) {
            throw changed(suspect);
        }
        if (last != null) {
            checkHead(last);
        }
        long end = last == null ? 0 : last.seq();
        if (end < newestHead) {
            throw new BrokenException(
                    "record " + (end + 1) + " was removed, and all up to " + newestHead + ": " + endOf(last));
        }
        for (Map.Entry<Long, Witnesses.Witness> witness : witnesses.heads().entrySet()) {
            if (end < witness.getKey()) {
                throw new BrokenException("record " + (end + 1) + " was removed, and all up to " + witness.getKey()
                        + ", of which " + witness.getValue().where() + " tells: " + endOf(last));
            }
        }
    }

    private static String endOf(@Nullable Line last) {
        return last == null ? "no segment is left" : "the journal ends with " + last.place();
    }

    private void read(Path file) throws IOException, BrokenException {
        long number = 0;
        byte[] buffer = new byte[BLOCK];
        int held = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int more = in.read(buffer); more >= 0; more = in.read(buffer, held, buffer.length - held)) {
                int end = held + more;
                int begin = 0;
                for (int i = held; i < end; i++) {
                    if (buffer[i] == '\n') {
                        number++;
                        take(file, number, buffer, begin, i);
                        begin = i + 1;
                    }
                }
                held = end - begin;
                if (held == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * buffer.length);
                } else {
                    System.arraycopy(buffer, begin, buffer, 0, held);
                }
            }
        }
    }

    private void take(Path file, long number, byte[] bytes, int from, int to) throws BrokenException {
        if (takeOrdinary(file, number, bytes, from, to)) {
            return;
        }
        Line before = previous();
        Optional<ChainLine> found = ChainLine.of(bytes, from, to);
        if (found.isEmpty()) {
            settle(null);
            throw new BrokenException((before == null ? "the first record" : "record " + (before.seq() + 1))
                    + " was changed: " + file.getFileName() + ", line " + number + " is no record");
        }
        sha256.update(bytes, from, to - from);
        Line line = new Line(
                file,
                number,
                found.get().seq(),
                found.get().prev(),
                HexFormat.of().formatHex(sha256.digest()));
        settle(line);
        if (before == null) {
            checkBeginning(line);
        } else {
            checkFollows(before, line);
        }
        previous = line;
        ordinary = null;
        records++;
    }

    /** The next record of the chain, of which no head and no witness tells; false leaves it to who looks closer. */
    private boolean takeOrdinary(Path file, long number, byte[] bytes, int from, int to) {
        Ordinary last = ordinary == null ? begin() : ordinary;
        if (last == null || suspect != null || isWatched(last.seq)) {
            return false;
        }
        if (!ChainLine.follows(bytes, from, to, last.seq + 1, last.hash)) {
            return false;
        }
        sha256.update(bytes, from, to - from);
        last.go(file, number, sha256);
        ordinary = last;
        records++;
        return true;
    }

    private @Nullable Ordinary begin() {
        return previous == null ? null : new Ordinary(previous);
    }

    private @Nullable Line previous() {
        return ordinary == null ? previous : ordinary.line();
    }

    /** Asked in the order of the numbers. */
    private boolean isWatched(long seq) {
        while (nextWatched < watched.length && watched[nextWatched] < seq) {
            nextWatched++;
        }
        return nextWatched < watched.length && watched[nextWatched] == seq;
    }

    /** The last record while one follows the other: one object for all of them. */
    private static final class Ordinary {

        private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);

        private final byte[] digest = new byte[32];
        private Path file;
        private long number;
        private long seq;
        private byte[] prev;
        private byte[] hash;

        Ordinary(Line line) {
            file = line.file();
            number = line.number();
            seq = line.seq();
            prev = line.prev().getBytes(US_ASCII);
            hash = line.hash().getBytes(US_ASCII);
        }

        void go(Path nextFile, long nextNumber, MessageDigest of) {
            file = nextFile;
            number = nextNumber;
            seq++;
            byte[] spare = prev.length == hash.length ? prev : new byte[hash.length];
            prev = hash;
            hash = spare;
            try {
                of.digest(digest, 0, digest.length);
            } catch (DigestException e) {
                throw new IllegalStateException("a SHA-256 has 32 bytes", e);
            }
            for (int i = 0; i < digest.length; i++) {
                hash[2 * i] = DIGITS[digest[i] >> 4 & 15];
                hash[2 * i + 1] = DIGITS[digest[i] & 15];
            }
        }

        Line line() {
            return new Line(file, number, seq, new String(prev, US_ASCII), new String(hash, US_ASCII));
        }
    }

    /** Retention removes whole segments, and where one ends its head was signed. */
    private void checkBeginning(Line first) throws BrokenException {
        String hash = first.seq() == 1 ? Chain.START.hash() : heads.get(first.seq() - 1);
        if (hash == null || (first.seq() > 1 && !ends.contains(first.seq() - 1))) {
            throw new BrokenException("record " + (first.seq() - 1) + " was removed: " + first.place()
                    + " holds record " + first.seq() + ", and no segment ended before it");
        }
        if (!hash.equals(first.prev())) {
            throw changed(first);
        }
    }

    private void checkFollows(Line before, Line line) throws BrokenException {
        if (line.seq() != before.seq() + 1) {
            throw new BrokenException("record " + (before.seq() + 1) + " was removed, moved or changed: " + line.place()
                    + " holds record " + line.seq());
        }
        if (line.prev().equals(before.hash())) {
            checkHead(before);
        } else if (before.hash().equals(heads.get(before.seq()))) {
            throw changed(line);
        } else {
            // One of the two was changed; which, the next record tells.
            suspect = before;
        }
    }

    private void settle(@Nullable Line next) throws BrokenException {
        Line earlier = suspect;
        Line later = previous();
        if (earlier == null || later == null) {
            return;
        }
        boolean laterHolds = next == null || next.prev().equals(later.hash());
        throw changed(laterHolds ? earlier : later);
    }

    /** A chain may be whole and yet not the one that was signed: everything since the head before may be another's. */
    private void checkHead(Line line) throws BrokenException {
        String signed = heads.get(line.seq());
        if (signed != null && !signed.equals(line.hash())) {
            long good = heads.keySet().stream()
                    .mapToLong(Long::longValue)
                    .filter(seq -> seq < line.seq())
                    .max()
                    .orElse(0);
            throw new BrokenException("record " + line.seq() + " was changed, or one before it from " + (good + 1)
                    + " on: " + line.place() + " is not what was signed");
        }
        Witnesses.Witness witness = witnesses.heads().get(line.seq());
        if (witness != null && !witness.hash().equals(line.hash())) {
            throw new BrokenException("record " + line.seq() + " was changed, or one before it: " + line.place()
                    + " is not what it was when " + witness.where() + " was stored");
        }
    }

    private static BrokenException changed(Line line) {
        return new BrokenException("record " + line.seq() + " was changed: " + line.place());
    }
}
