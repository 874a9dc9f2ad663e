package io.workstatus.agent.capture;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that the test moves; or one whose monotonic side runs. */
final class FakeTime implements TimeSource {

    static final Instant NOW = Instant.parse("2026-11-22T08:15:00.042Z");

    private final boolean runs;
    private volatile long nanos;

    private FakeTime(boolean runs) {
        this.runs = runs;
    }

    static FakeTime standing() {
        return new FakeTime(false);
    }

    static FakeTime running() {
        return new FakeTime(true);
    }

    void set(Duration sinceOrigin) {
        nanos = sinceOrigin.toNanos();
    }

    @Override
    public Instant now() {
        return NOW;
    }

    @Override
    public long nanoTime() {
        return runs ? System.nanoTime() : nanos;
    }

    @Override
    public ZoneId zone() {
        return ZoneOffset.UTC;
    }
}
