package io.workstatus.agent.tracking;

import java.time.Duration;
import java.time.Instant;

/** Spans of the wall clock as nanoseconds, at most a century: further than anybody waits, and far from overflow. */
final class Nanos {

    private static final Duration CENTURY = Duration.ofDays(36_525);

    private Nanos() {}

    static long between(Instant from, Instant to) {
        Duration span = Duration.between(from, to);
        if (span.compareTo(CENTURY) > 0) {
            return CENTURY.toNanos();
        }
        return span.isNegative() ? 0 : span.toNanos();
    }
}
