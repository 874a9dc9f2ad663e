package io.workstatus.agent.tracking;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A pause as it is kept.
 *
 * @param reason of the hold, for people
 * @param since when it began
 * @param length after which it ends by itself; empty for one that lasts until somebody resumes
 */
record PauseNote(String reason, Instant since, Optional<Duration> length) {

    /** What is left of it; the wall clock may have jumped either way since, so never more than its whole length. */
    Optional<Duration> left(Instant now) {
        return length.map(whole -> {
            Duration gone = Duration.between(since, now);
            return gone.isNegative() ? whole : gone.compareTo(whole) >= 0 ? Duration.ZERO : whole.minus(gone);
        });
    }
}
