package io.workstatus.agent.upload;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock that the test sets, and the machine's monotonic clock. */
final class TestTime implements TimeSource {

    static final Instant START = Instant.parse("2026-11-22T08:15:00.000Z");

    private volatile Instant now = START;

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public ZoneId zone() {
        return ZoneOffset.UTC;
    }

    void advance(Duration by) {
        now = now.plus(by);
    }
}
