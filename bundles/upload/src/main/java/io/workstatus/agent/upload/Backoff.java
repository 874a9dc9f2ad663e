package io.workstatus.agent.upload;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: before the n-th repetition anything between nothing and base · 2ⁿ⁻¹, at most the
 * maximum, evenly spread.
 */
record Backoff(Duration base, Duration max, RandomGenerator random) {

    /** Nanoseconds to wait after so many failures in a row. */
    long afterFailures(int failures) {
        double ceiling = Math.min((double) max.toNanos(), base.toNanos() * Math.pow(2, Math.max(0, failures - 1)));
        return (long) (random.nextDouble() * ceiling);
    }

    /** The same with another maximum. */
    Backoff atMost(Duration limit) {
        return new Backoff(base, limit.compareTo(max) < 0 ? limit : max, random);
    }
}
