package io.workstatus.agent.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The books since the home began, and the catalogue of what was ever offered: append-only files of JSON lines, one a UTC
 * hour of the items' ids ({@code 2026-11-22T08.ndjson}), so that all lines of an item are in one file that its id names.
 *
 * <p>A line that says how an item left {@code pending/} is synchronised before the file is touched, and takes the lines
 * before it along. An unsynchronised {@code offered} may be lost with the power; the item's own file makes up for it.
 * What a kill tore off at the end of a file is cut; a line that cannot be read is skipped. Counts are of items, not of
 * lines: one that was written twice counts once.
 *
 * <p>{@code checkpoint.json} spares reading all of it at each start. It is believed for a file that has exactly the length
 * that it says, and anything wrong with it costs time only.
 */
final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private static final String ENDING = ".ndjson";
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Checkpoint checkpoint;
    private final TreeMap<String, Segment> segments = new TreeMap<>();
    private boolean closed;

    private Ledger(Path folder) {
        this.folder = folder;
        this.checkpoint = new Checkpoint(folder.resolve("checkpoint.json"));
    }

    /** One file's part of the books; guarded by the ledger. */
    private static final class Segment {
        private long length;
        private LedgerCounts counts = LedgerCounts.NONE;
        private String lastId = "";
        private boolean nameIsSynced;

        /** Whether the file may hold a line that is not counted, so that it must be read at the next start. */
        private boolean doubtful;
    }

    static Ledger open(Path folder) throws IOException {
        Ledger ledger = new Ledger(folder);
        ledger.load();
        return ledger;
    }

    private synchronized void load() throws IOException {
        boolean changed = false;
        Map<String, Checkpoint.Entry> remembered = checkpoint.read();
        // What is remembered of a file that is gone still counts: the books began with the home.
        remembered.forEach((name, entry) -> segments.put(name, segment(entry)));
        for (String name : listFiles()) {
            Path file = file(name);
            Checkpoint.Entry entry = remembered.get(name);
            if (entry == null || entry.length() != Files.size(file)) {
                segments.put(name, replay(name, file));
                changed = true;
            }
        }
        if (changed) {
            saveCheckpoint();
        }
    }

    private NavigableSet<String> listFiles() throws IOException {
        NavigableSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]" + ENDING)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                names.add(name.substring(0, name.length() - ENDING.length()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private static Segment segment(Checkpoint.Entry entry) {
        Segment segment = new Segment();
        segment.length = entry.length();
        segment.counts = entry.counts();
        segment.lastId = entry.lastId();
        return segment;
    }

    private Segment replay(String name, Path file) throws IOException {
        Segment segment = new Segment();
        segment.length = cutTornLine(file);
        for (LedgerRow row : read(name).values()) {
            segment.counts = segment.counts.plus(row.counts());
            if (row.id().compareTo(segment.lastId) > 0) {
                segment.lastId = row.id();
            }
        }
        return segment;
    }

    /** The length up to the last newline; the rest is cut now, or before the next line is appended. */
    private static long cutTornLine(Path file) throws IOException {
        long length;
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            length = in.length();
            while (length > 0) {
                in.seek(length - 1);
                if (in.read() == '\n') {
                    break;
                }
                length--;
            }
        }
        if (length < Files.size(file)) {
            LOG.info("The last line of {} was torn off by a sudden end, and is cut.", file);
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
                out.truncate(length);
            } catch (IOException e) {
                LOG.warn("{} cannot be cut now: {}", file, e.toString());
            }
        }
        return length;
    }

    /** The segment that an id belongs to. */
    static String segmentOf(String id) {
        return HOUR.format(ItemId.time(id));
    }

    /** The segment of a time. */
    static String segmentOf(Instant time) {
        return HOUR.format(time);
    }

    /** When a segment begins. */
    static Instant startOf(String segment) {
        return Instant.parse(segment + ":00:00Z");
    }

    /** The segments that there are, between two of them, both included. */
    synchronized NavigableSet<String> segments(String from, String to) {
        return from.compareTo(to) > 0
                ? new TreeSet<>()
                : new TreeSet<>(segments.subMap(from, true, to, true).keySet());
    }

    synchronized LedgerCounts counts() {
        return segments.values().stream().map(s -> s.counts).reduce(LedgerCounts.NONE, LedgerCounts::plus);
    }

    /**
     * Appends a line. When this throws, the line may be there or not; repeating it does no harm.
     */
    void append(LedgerEntry entry) throws IOException {
        String name = segmentOf(entry.id());
        try (FileChannel out = FileChannel.open(file(name), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            Segment segment = write(name, out, entry);
            if (entry.synced()) {
                sync(segment, out, entry);
            }
        }
    }

    private synchronized Segment write(String name, FileChannel out, LedgerEntry entry) throws IOException {
        if (closed) {
            throw new IOException("the ledger is closed");
        }
        Segment segment = segments.get(name);
        if (segment == null) {
            saveCheckpoint();
            segment = new Segment();
            segments.put(name, segment);
        }
        // Beyond the known end is what a failed write left there.
        if (out.size() > segment.length) {
            out.truncate(segment.length);
        }
        byte[] line = Json.line(entry.json());
        ByteBuffer bytes =
                ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        long end = segment.length;
        while (bytes.hasRemaining()) {
            end += out.write(bytes, end);
        }
        segment.length = end;
        segment.counts = segment.counts.plus(entry.counts());
        if (entry.id().compareTo(segment.lastId) > 0) {
            segment.lastId = entry.id();
        }
        return segment;
    }

    private void sync(Segment segment, FileChannel out, LedgerEntry entry) throws IOException {
        boolean firstTime;
        synchronized (this) {
            firstTime = !segment.nameIsSynced;
        }
        try {
            out.force(false);
            if (firstTime) {
                Fsync.directory(folder);
            }
        } catch (IOException e) {
            synchronized (this) {
                segment.counts = segment.counts.minus(entry.counts());
                segment.doubtful = true;
            }
            throw e;
        }
        synchronized (this) {
            segment.nameIsSynced = true;
        }
    }

    /** What is known of one item. */
    Optional<LedgerRow> find(String id) throws IOException {
        String name = segmentOf(id);
        synchronized (this) {
            Segment segment = segments.get(name);
            // The newest id is what is asked for most, and never known.
            if (segment == null || id.compareTo(segment.lastId) > 0) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(read(name, id).get(id));
    }

    /** Everything that is known of the items of one segment, by id. */
    Map<String, LedgerRow> read(String segment) throws IOException {
        return read(segment, "");
    }

    private Map<String, LedgerRow> read(String segment, String onlyId) throws IOException {
        Map<String, LedgerRow> rows = new HashMap<>();
        Path file = file(segment);
        if (!Files.exists(file)) {
            return rows;
        }
        long hour = Math.floorDiv(startOf(segment).getEpochSecond(), 3_600L);
        int unreadable = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(onlyId) && !apply(line, hour, rows)) {
                    unreadable++;
                }
            }
        }
        if (unreadable > 0) {
            LOG.debug("{} lines of {} cannot be read and are skipped.", unreadable, file);
        }
        return rows;
    }

    private static boolean apply(String line, long hour, Map<String, LedgerRow> rows) {
        try {
            var json = Json.parse(line);
            String id = json.path("id").asText();
            @Nullable LedgerRow row = LedgerRow.after(rows.get(id), json);
            if (row == null || ItemId.hour(row.id()) != hour) {
                return false;
            }
            rows.put(id, row);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private Path file(String segment) {
        return folder.resolve(segment + ENDING);
    }

    private synchronized void saveCheckpoint() {
        Map<String, Checkpoint.Entry> entries = new TreeMap<>();
        segments.forEach(
                (name, s) -> entries.put(name, new Checkpoint.Entry(s.doubtful ? -1 : s.length, s.counts, s.lastId)));
        checkpoint.write(entries);
    }

    /** Nothing is written after this. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            saveCheckpoint();
        }
    }
}
