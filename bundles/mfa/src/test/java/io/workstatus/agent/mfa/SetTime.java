package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;

/** Time that passes when a test says so. */
final class SetTime implements TimeSource {

    private volatile Instant now = Instant.parse("2026-11-22T08:15:00Z");
    private volatile long nanos = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

    private final AtomicInteger looks = new AtomicInteger();

    /** Both clocks go on. */
    synchronized void pass(Duration duration) {
        now = now.plus(duration);
        nanos += duration.toNanos();
    }

    /** The wall clock alone is set. */
    synchronized void jump(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant now() {
        return now;
    }

    /** How often somebody looked at the monotonic clock. */
    int looks() {
        return looks.get();
    }

    @Override
    public long nanoTime() {
        looks.incrementAndGet();
        return nanos;
    }

    @Override
    public ZoneId zone() {
        return ZoneOffset.UTC;
    }
}
