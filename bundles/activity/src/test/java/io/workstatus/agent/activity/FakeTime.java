package io.workstatus.agent.activity;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Two clocks that a test moves, together or apart. */
final class FakeTime implements TimeSource {

    static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private Instant now = NOON;
    private long nanos = 5_000_000_000_000L;

    synchronized void pass(Duration time) {
        nanos += time.toNanos();
        now = now.plus(time);
    }

    /** The wall clock alone is set. */
    synchronized void step(Duration time) {
        now = now.plus(time);
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public ZoneId zone() {
        return ZoneOffset.UTC;
    }
}
