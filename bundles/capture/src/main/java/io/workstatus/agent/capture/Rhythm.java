package io.workstatus.agent.capture;

/**
 * When ticks are due: tick <i>k</i> at the session's start + <i>k</i> × interval, on the monotonic clock.
 *
 * @param sinceNanos the session's start
 * @param intervalNanos between two ticks, greater than 0
 */
record Rhythm(long sinceNanos, long intervalNanos) {

    /** When the first tick after a moment is due. */
    long firstAfter(long nanos) {
        long elapsed = nanos - sinceNanos;
        return elapsed < 0 ? sinceNanos : sinceNanos + (elapsed / intervalNanos + 1) * intervalNanos;
    }

    /** Whether a moment lies between the session's start and the second tick. */
    boolean isInFirstInterval(long nanos) {
        return nanos - sinceNanos < intervalNanos;
    }
}
