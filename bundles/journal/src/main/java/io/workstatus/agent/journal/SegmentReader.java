package io.workstatus.agent.journal;

import static java.nio.file.StandardOpenOption.READ;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads records back, newest first, one line in memory at a time. */
final class SegmentReader {

    /** Takes the records that were found. */
    @FunctionalInterface
    interface Sink {
        void accept(WrittenRecord found) throws IOException;
    }

    private final Path folder;

    SegmentReader(Path folder) {
        this.folder = folder;
    }

    void read(Query query, Sink sink) throws IOException {
        int left = query.limit();
        for (Segment segment : Segment.newestFirst(folder)) {
            if (left == 0 || !segment.end().isAfter(query.from())) {
                return;
            }
            // Only after the clock had gone back are there earlier times in it than its name says.
            if (!segment.hour().isBefore(query.to()) && holdsItsHourAlone(segment)) {
                continue;
            }
            left -= read(segment, query, left, sink);
        }
    }

    static boolean holdsItsHourAlone(Segment segment) throws IOException {
        return first(segment)
                .map(written -> !written.time().isBefore(segment.hour()))
                .orElse(true);
    }

    /** The first record of a segment, or empty if there is none or its first line is no record. */
    static Optional<WrittenRecord> first(Segment segment) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(segment.file()))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read();
                    next >= 0 && next != '\n' && line.size() < LinesBackwards.LONGEST;
                    next = in.read()) {
                line.write(next);
            }
            return WrittenRecord.parse(line.toByteArray());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static int read(Segment segment, Query query, int most, Sink sink) throws IOException {
        int count = 0;
        try (FileChannel channel = FileChannel.open(segment.file(), READ)) {
            LinesBackwards lines = new LinesBackwards(channel);
            for (byte[] line = lines.next(); line != null && count < most; line = lines.next()) {
                Optional<WrittenRecord> found = WrittenRecord.parse(line).filter(query::matches);
                if (found.isPresent()) {
                    sink.accept(found.get());
                    count++;
                }
            }
        } catch (NoSuchFileException e) {
            // It was as old as that, and has been removed since the folder was listed.
            return count;
        }
        return count;
    }
}
