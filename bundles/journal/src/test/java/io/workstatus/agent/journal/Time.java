package io.workstatus.agent.journal;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock that stands where the test puts it. */
final class Time implements TimeSource {

    private volatile Instant now = Instant.parse("2026-11-22T08:15:00Z");

    void set(String instant) {
        now = Instant.parse(instant);
    }

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
}
