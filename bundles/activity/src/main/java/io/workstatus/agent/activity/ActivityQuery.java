package io.workstatus.agent.activity;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param from inclusive
 * @param to exclusive
 * @param bucket seconds that are added up in one row
 * @param limit so many rows at most, the newest
 * @param reader whose samples alone are counted, if whoever asks sees only their own
 */
record ActivityQuery(Instant from, Instant to, int bucket, int limit, Optional<String> reader) {

    static final int USUAL_BUCKET = 600;
    static final int MOST_ROWS = 10_000;
    private static final int LONGEST_BUCKET = 86_400;
    private static final Instant FIRST = Instant.EPOCH.plus(Duration.ofDays(1));
    private static final Instant LAST = Instant.parse("9999-12-30T00:00:00Z");

    /**
     * Reads the parameters {@code from}, {@code to}, {@code bucket} and {@code limit}.
     *
     * @throws IllegalArgumentException if one of them is none; the message is for people
     */
    static ActivityQuery of(UnaryOperator<@Nullable String> parameters, Instant now, Optional<String> reader) {
        return new ActivityQuery(
                time("from", parameters.apply("from"), now.minus(Duration.ofDays(1))),
                // What is counted in this very millisecond has begun already.
                time("to", parameters.apply("to"), now.plusMillis(1)),
                bucket(parameters.apply("bucket")),
                number("limit", parameters.apply("limit"), MOST_ROWS, 1, MOST_ROWS),
                reader);
    }

    static int bucket(@Nullable String text) {
        return number("bucket", text, USUAL_BUCKET, 1, LONGEST_BUCKET);
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

    private static int number(String name, @Nullable String text, int otherwise, int least, int most) {
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of bounds is.
        }
        throw new IllegalArgumentException(
                "The parameter %s must be a whole number from %d to %d.".formatted(name, least, most));
    }
}
