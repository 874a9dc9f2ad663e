package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.time.temporal.ChronoUnit.HOURS;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to the newest segment. A record is in the hands of the operating system when {@link #append} returns, so
 * that it outlives the process, and on the disk after {@link #force}. After an exception it is of no use any more: what it
 * left behind is for {@link Tail} to cut.
 */
final class Appender implements Closeable {

    private final Path folder;
    private Optional<Segment> segment;
    private @Nullable FileChannel channel;
    private boolean displaced;
    private boolean dirty;

    private Appender(Path folder, Optional<Segment> segment) {
        this.folder = folder;
        this.segment = segment;
    }

    static Appender open(Path folder, Tail tail) throws IOException {
        Files.createDirectories(folder);
        Appender appender = new Appender(folder, tail.newest());
        if (tail.newest().isPresent()) {
            appender.displaced = !SegmentReader.holdsItsHourAlone(tail.newest().get());
            appender.channel = FileChannel.open(tail.newest().get().file(), WRITE, APPEND);
            // Whoever wrote it may have been killed before it was synchronised.
            appender.dirty = true;
        }
        return appender;
    }

    /** Whether a record of this time begins another segment than the one that is written to. */
    boolean endsSegment(Instant time) {
        return channel != null
                && segment.isPresent()
                && (time.isBefore(segment.get().hour())
                        ? !displaced
                        : !time.isBefore(segment.get().end()));
    }

    void append(Instant time, String line) throws IOException {
        FileChannel target = channelFor(time);
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
        dirty = true;
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
    }

    void force() throws IOException {
        if (channel != null && dirty) {
            channel.force(false);
            dirty = false;
            if (segment.isPresent() && !Files.exists(segment.get().file())) {
                throw new FileNotFoundException(segment.get().file() + " was removed while it was written to");
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private FileChannel channelFor(Instant time) throws IOException {
        if (channel == null || segment.isEmpty()) {
            return roll(Segment.of(folder, time.truncatedTo(HOURS)), false);
        }
        if (!endsSegment(time)) {
            return channel;
        }
        boolean backInTime = time.isBefore(segment.get().hour());
        return roll(backInTime ? segment.get().next() : Segment.of(folder, time.truncatedTo(HOURS)), backInTime);
    }

    private FileChannel roll(Segment next, boolean backInTime) throws IOException {
        force();
        close();
        FileChannel opened = FileChannel.open(next.file(), WRITE, CREATE, APPEND);
        channel = opened;
        segment = Optional.of(next);
        displaced = backInTime;
        return opened;
    }
}
