package io.workstatus.agent.api.clock;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.osgi.annotation.versioning.ProviderType;

/** The agent's only clock. Stored times are {@link #now()}; intervals are measured with {@link #nanoTime()}. */
@ProviderType
public interface TimeSource {

    /** How times are written everywhere: ISO 8601 in UTC, always with three decimals, as {@code 2026-11-22T08:15:00.000Z}. */
    DateTimeFormatter ISO_MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    /** The wall clock in UTC, in whole milliseconds. It may jump. */
    Instant now();

    /** The monotonic clock in nanoseconds from an arbitrary origin, as {@link System#nanoTime()}. It never jumps. */
    long nanoTime();

    /** The system's time zone as it is now, also after it was changed while the agent runs. */
    ZoneId zone();
}
