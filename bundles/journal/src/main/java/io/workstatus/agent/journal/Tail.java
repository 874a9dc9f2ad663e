package io.workstatus.agent.journal;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The end of the journal as it was found.
 *
 * @param newest the newest segment, if there is any
 * @param chain where the last whole record leaves the chain
 * @param bytesCut what stood after it and was cut off
 */
record Tail(Optional<Segment> newest, Chain chain, long bytesCut) {

    /** Finds the last whole record, and cuts off what a crash left behind it: a torn line, or lines that are no records. */
    static Tail recover(Path folder) throws IOException {
        Optional<Segment> newest = Optional.empty();
        long cut = 0;
        for (Segment segment : Segment.newestFirst(folder)) {
            newest = newest.or(() -> Optional.of(segment));
            try (FileChannel channel = FileChannel.open(segment.file(), READ, WRITE)) {
                LinesBackwards lines = new LinesBackwards(channel);
                Optional<WrittenRecord> last = lastRecord(lines);
                long whole = last.isPresent() ? lines.lineEnd() + 1 : 0;
                if (whole < channel.size()) {
                    cut += channel.size() - whole;
                    channel.truncate(whole);
                    channel.force(true);
                }
                if (last.isPresent()) {
                    WrittenRecord found = last.get();
                    return new Tail(newest, new Chain(found.seq(), Chain.hash(found.line())), cut);
                }
            }
        }
        return new Tail(newest, Chain.START, cut);
    }

    private static Optional<WrittenRecord> lastRecord(LinesBackwards lines) throws IOException {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            Optional<WrittenRecord> found = WrittenRecord.parse(line);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
