package io.workstatus.agent.upload;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What part of a list is asked for.
 *
 * @param from inclusive
 * @param to exclusive
 * @param limit 1 to {@link #MOST}
 */
record ListQuery(Instant from, Instant to, int limit) {

    private static final int MOST = 10_000;
    private static final int USUAL = 100;
    private static final Instant FIRST = Instant.EPOCH.plus(Duration.ofDays(1));
    private static final Instant LAST = Instant.parse("9999-12-30T00:00:00Z");

    /**
     * Reads the parameters {@code from}, {@code to} and {@code limit}.
     *
     * @throws IllegalArgumentException if one of them is none; the message is for people
     */
    static ListQuery of(UnaryOperator<@Nullable String> parameters, Instant now) {
        return new ListQuery(
                time("from", parameters.apply("from"), now.minus(Duration.ofDays(1))),
                time("to", parameters.apply("to"), now),
                limit(parameters.apply("limit")));
    }

    private static Instant time(String name, @Nullable String text, Instant otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            Instant time = Instant.parse(text);
            return time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "The parameter " + name + " must be a time in UTC such as 2026-11-22T08:15:00.000Z.", e);
        }
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of bounds is.
        }
        throw new IllegalArgumentException("The parameter limit must be a whole number from 1 to " + MOST + ".");
    }
}
