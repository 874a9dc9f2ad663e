package io.workstatus.agent.journal;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A place in the journal from which it is read on, oldest record first; the files may grow and go meanwhile. */
final class SegmentCursor {

    /** Bytes that are read at once; the journal's own lines are shorter. */
    static final int BLOCK = 128 * 1024;

    private final Path folder;
    private @Nullable Segment segment;
    private long position;
    private long seq;

    private SegmentCursor(Path folder) {
        this.folder = folder;
    }

    /** The place behind the record of this number, or behind the nearest one before it that is left. */
    static SegmentCursor after(Path folder, long seq) throws IOException {
        SegmentCursor cursor = new SegmentCursor(folder);
        for (Segment candidate : Segment.newestFirst(folder)) {
            cursor.segment = candidate;
            if (cursor.settleAfter(candidate, seq)) {
                break;
            }
        }
        return cursor;
    }

    /** The place behind the newest record. */
    static SegmentCursor atEnd(Path folder) throws IOException {
        return after(folder, Long.MAX_VALUE);
    }

    /** The number of the record before this place, 0 if there is none. */
    long seq() {
        return seq;
    }

    /** The next records, a block of them at most; none at the end of what is written. */
    List<WrittenRecord> next() throws IOException {
        List<WrittenRecord> found = new ArrayList<>();
        while (found.isEmpty()) {
            Optional<Segment> later = later();
            // In this order: once there is a later segment nothing more is written to this one.
            long before = position;
            readInto(found);
            if (position == before) {
                if (later.isEmpty()) {
                    break;
                }
                segment = later.get();
                position = 0;
            }
        }
        if (!found.isEmpty()) {
            seq = found.get(found.size() - 1).seq();
        }
        return found;
    }

    private Optional<Segment> later() throws IOException {
        List<Segment> newestFirst = Segment.newestFirst(folder);
        Segment current = segment;
        return newestFirst.stream()
                .filter(other -> current == null || other.hour().isAfter(current.hour()))
                .reduce((newer, older) -> older);
    }

    private void readInto(List<WrittenRecord> found) throws IOException {
        if (segment == null) {
            return;
        }
        byte[] block = read(segment);
        int start = 0;
        for (int i = 0; i < block.length; i++) {
            if (block[i] == '\n') {
                WrittenRecord.parse(Arrays.copyOfRange(block, start, i)).ifPresent(found::add);
                start = i + 1;
            }
        }
        // A line that no block holds is none of the journal's own.
        position += start == 0 && block.length == BLOCK ? BLOCK : start;
    }

    private byte[] read(Segment from) throws IOException {
        try (FileChannel channel = FileChannel.open(from.file(), READ)) {
            long there = Math.max(0, channel.size() - position);
            ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, there));
            while (block.hasRemaining() && channel.read(block, position + block.position()) >= 0) {
                // A read may bring less than there is.
            }
            return Arrays.copyOf(block.array(), block.position());
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    private boolean settleAfter(Segment candidate, long most) throws IOException {
        Optional<WrittenRecord> first = SegmentReader.first(candidate);
        if (first.isPresent() && first.get().seq() > most) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(candidate.file(), READ)) {
            LinesBackwards lines = new LinesBackwards(channel);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                Optional<WrittenRecord> found = WrittenRecord.parse(line);
                if (found.isPresent() && found.get().seq() <= most) {
                    seq = found.get().seq();
                    position = lines.lineEnd() + 1;
                    return true;
                }
            }
        } catch (NoSuchFileException e) {
            // It was the oldest, and has been removed since the folder was listed.
            return false;
        }
        return false;
    }
}
