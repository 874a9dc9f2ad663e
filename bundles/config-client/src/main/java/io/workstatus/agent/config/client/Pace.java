package io.workstatus.agent.config.client;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When to ask again. Always with chance in it, so that a fleet spreads.
 *
 * @param poll the normal time between two requests
 * @param own whether this agent itself is asked, whom a request costs nothing
 */
record Pace(Duration poll, boolean own, RandomGenerator random) {

    /** How often one's own endpoint is asked in a hurry at the start. */
    static final int HURRIES = 60;

    private static final double LONGEST_SECONDS = 300;
    private static final Duration LONGEST_WISH = Duration.ofHours(1);

    /** After an answer, good or not: ± 20 %. */
    Duration normal() {
        return seconds(seconds(poll) * between(0.8, 1.2));
    }

    /**
     * After none.
     *
     * @param nth failure in a row, from 1
     * @param ever whether there was an answer since the start
     */
    Duration afterFailure(int nth, boolean ever, Optional<Duration> retryAfter) {
        if (own) {
            return ever || nth > HURRIES ? normal() : seconds(between(0.5, 1));
        }
        double first = ever ? seconds(poll) : 1;
        double most = Math.max(LONGEST_SECONDS, seconds(poll));
        double backOff = Math.min(most, first * Math.pow(2, Math.min(nth - 1, 20))) * between(0.8, 1.2);
        double wish = retryAfter
                .map(asked -> seconds(asked.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : asked) * between(1, 1.2))
                .orElse(0.0);
        return seconds(Math.max(backOff, wish));
    }

    private double between(double least, double most) {
        return least + random.nextDouble() * (most - least);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }
}
