package io.workstatus.agent.config.client;

import java.time.Duration;
import java.util.Optional;

/** When to ask again, by how the last attempts went. */
final class Attempts {

    private final Pace pace;
    private int failures;
    private boolean answered;

    Attempts(Pace pace) {
        this.pace = pace;
    }

    /** After an answer, good or not. */
    Duration answered() {
        answered = true;
        failures = 0;
        return pace.normal();
    }

    /** After none. */
    Duration failed(Optional<Duration> retryAfter) {
        failures++;
        return pace.afterFailure(failures, answered, retryAfter);
    }

    /** After something that was nobody's doing out there. */
    Duration undecided() {
        return pace.normal();
    }

    /** Whether so many failed in a row, or one after an answer: before that the source is merely not up yet. */
    boolean isTrouble(int quiet) {
        return answered || failures > quiet;
    }
}
