package io.workstatus.agent.journal;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock that stands where the test puts it. */
final class Time implements TimeSource {

    private volatile Instant now = Instant.parse("2026-11-22T08:15:00Z");

    private volatile Duration passed = Duration.ZERO;

    /** Lets the monotonic clock go on at once. */
    void pass(Duration span) {
        passed = passed.plus(span);
    }

    void set(String instant) {
        now = Instant.parse(instant);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + passed.toNanos();
    }

    @Override
    public ZoneId zone() {
        return ZoneOffset.UTC;
    }
}
