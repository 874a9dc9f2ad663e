package io.workstatus.agent.activity;

/**
 * Adds up the time in which there was input, or had been less than a set time ago. Times are milliseconds of any clock that
 * does not go backwards. Used under its owner's lock.
 */
final class ActiveTime {

    private final long idleAfter;
    private long closed;
    private long since;
    private long until;
    private long last;

    /** Idle when there was no input for so many milliseconds. */
    ActiveTime(long idleAfter) {
        this.idleAfter = idleAfter;
    }

    void input(long now) {
        if (now >= until) {
            closed += until - since;
            since = now;
        }
        until = now + idleAfter;
        last = now;
    }

    /** How many milliseconds it is since the last input, or since the clock's beginning. */
    long quiet(long now) {
        return Math.max(0, now - last);
    }

    /** How many milliseconds were active up to now; never less than before. */
    long total(long now) {
        return closed + Math.min(now, until) - Math.min(now, since);
    }
}
