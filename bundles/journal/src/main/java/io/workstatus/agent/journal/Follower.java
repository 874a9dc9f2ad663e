package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.workstatus.agent.api.clock.TimeSource;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A client that is told of records as they happen. It holds no records: what it has not been told yet is in the files, and
 * is read when its connection takes more. So one that reads slowly costs one block, and one that does not read is left
 * once the server breaks off its connection.
 */
final class Follower implements WriteListener {

    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** The door looks at the beginning of a request only: after this time the client has to pass it again. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    private static final byte[] GREETING = "retry: 1000\n\n".getBytes(UTF_8);
    private static final byte[] NOTHING_NEW = ":\n\n".getBytes(UTF_8);

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final SegmentCursor cursor;
    private final Optional<String> reader;
    private final TimeSource time;
    private final long began;

    // Set by the server's threads, the rest is of the thread that calls turn().
    private volatile boolean ready;
    private volatile boolean gone;

    private long lastWritten;
    private boolean greeted;
    private boolean unflushed;

    /**
     * @param cursor where it reads on
     * @param reader who it is, if it is somebody who sees only what concerns nobody or themselves
     */
    Follower(
            AsyncContext context,
            ServletOutputStream out,
            SegmentCursor cursor,
            Optional<String> reader,
            TimeSource time) {
        this.context = context;
        this.out = out;
        this.cursor = cursor;
        this.reader = reader;
        this.time = time;
        this.began = time.nanoTime();
        this.lastWritten = began;
    }

    @Override
    public void onWritePossible() {
        ready = true;
    }

    @Override
    public void onError(Throwable failure) {
        gone = true;
    }

    /**
     * Tells what is new, as far as the connection takes it without waiting.
     *
     * @param newest the number of the newest record
     * @return false once this client is to be left
     */
    boolean turn(long newest) throws IOException {
        if (gone) {
            return false;
        }
        if (!ready) {
            // A write is under way, in which a response cannot be ended. The server breaks off a connection that takes
            // nothing.
            return true;
        }
        if (isPast(began, LONGEST)) {
            return false;
        }
        if (!unflushed) {
            byte[] next = next(newest);
            if (next.length == 0) {
                return true;
            }
            unflushed = true;
            lastWritten = time.nanoTime();
            out.write(next);
            askWhetherReady();
        }
        if (ready) {
            unflushed = false;
            out.flush();
            askWhetherReady();
        }
        return true;
    }

    /** Ends the response, and the connection with it. */
    void close() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The server has ended it already.
            gone = true;
        }
    }

    private byte[] next(long newest) throws IOException {
        if (!greeted) {
            greeted = true;
            return GREETING;
        }
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        if (cursor.seq() < newest) {
            for (WrittenRecord found : cursor.next()) {
                if (found.isShownTo(reader)) {
                    events.writeBytes(("id: " + found.seq() + "\ndata: ").getBytes(UTF_8));
                    events.writeBytes(found.line());
                    events.writeBytes("\n\n".getBytes(UTF_8));
                }
            }
        }
        return events.size() == 0 && isPast(lastWritten, HEARTBEAT) ? NOTHING_NEW : events.toByteArray();
    }

    /** In this order: the server may call as soon as it has said no. */
    private void askWhetherReady() {
        ready = false;
        if (out.isReady()) {
            ready = true;
        }
    }

    private boolean isPast(long since, Duration span) {
        return time.nanoTime() - since >= span.toNanos();
    }
}
