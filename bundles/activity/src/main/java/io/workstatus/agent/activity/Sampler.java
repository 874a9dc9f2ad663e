package io.workstatus.agent.activity;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.recording.Permit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Cuts what is counted under one permit into samples. They follow one another without a gap on the monotonic clock, by which
 * their length is measured; where they stand on the wall clock follows it when it jumps, but never so that two overlap.
 */
final class Sampler {

    /** The two clocks may run apart by as much before a sample no longer begins where the last one ended. */
    private static final Duration APART = Duration.ofSeconds(1);

    /** An hour of samples that could not be written; more would fill the memory. */
    private static final int MOST_UNWRITTEN = 360;

    private final Permit permit;
    private final SampleFolder folder;
    private final TimeSource time;
    private final InputCounter counter;
    private final long originNanos;
    private final Deque<Sample> unwritten = new ArrayDeque<>();
    private volatile boolean closed;

    // Guarded by the folder, so that a sample is either running or kept for whoever reads.
    private Instant start = Instant.EPOCH;
    private long startMillis;
    private Counts before = Counts.NONE;

    Sampler(Permit permit, SampleFolder folder, TimeSource time, Duration idleAfter) {
        this.permit = permit;
        this.folder = folder;
        this.time = time;
        this.originNanos = time.nanoTime();
        this.counter = new InputCounter(() -> !closed && permit.isValid(), this::millis, idleAfter.toMillis());
    }

    InputCounter counter() {
        return counter;
    }

    /** How long there has been no input. */
    long secondsWithoutInput() {
        return TimeUnit.MILLISECONDS.toSeconds(counter.millisWithoutInput());
    }

    /** The first sample begins. */
    void begin() throws IOException {
        Instant free = folder.free(time.now());
        synchronized (folder) {
            start = free;
            startMillis = counter.read().at();
        }
    }

    /** Counts nothing from here on. */
    void close() {
        closed = true;
    }

    /** What the present sample would be if it ended now. */
    Optional<Sample> running() {
        synchronized (folder) {
            Sample sample = upTo(counter.read());
            return sample.millis() == 0 ? Optional.empty() : Optional.of(sample);
        }
    }

    /** Ends the present sample, keeps it, and begins the next one. */
    void keep() throws IOException {
        synchronized (folder) {
            cut().ifPresent(unwritten::add);
            if (unwritten.size() > MOST_UNWRITTEN) {
                unwritten.removeFirst();
            }
            while (!unwritten.isEmpty()) {
                folder.append(unwritten.getFirst());
                unwritten.removeFirst();
            }
        }
    }

    private Optional<Sample> cut() throws IOException {
        InputCounter.Reading reading = counter.read();
        Sample sample = upTo(reading);
        if (sample.millis() == 0) {
            return Optional.empty();
        }
        before = reading.counts();
        startMillis = reading.at();
        Instant end = sample.end();
        Instant wall = time.now();
        boolean apart = Duration.between(end, wall).abs().compareTo(APART) > 0;
        start = apart ? laterOf(folder.free(wall), wall, end) : end;
        return Optional.of(sample);
    }

    /** Where a sample begins after the clock was set back: the one that has just been cut is not in the folder yet. */
    private static Instant laterOf(Instant free, Instant wall, Instant end) {
        boolean setBackALittle = Duration.between(wall, end).compareTo(SampleFolder.SET_BACK) <= 0;
        return setBackALittle && end.isAfter(free) ? end : free;
    }

    private Sample upTo(InputCounter.Reading reading) {
        return new Sample(
                start,
                reading.at() - startMillis,
                permit.session().user(),
                reading.counts().minus(before));
    }

    /** On the monotonic clock, in whole milliseconds. */
    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(time.nanoTime() - originNanos);
    }
}
