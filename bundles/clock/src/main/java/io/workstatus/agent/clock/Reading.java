package io.workstatus.agent.clock;

import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All clocks at one moment.
 *
 * @param wall the wall clock
 * @param nanos the monotonic clock, which stands while the machine sleeps
 * @param sinceBoot the time since the machine was started, in which it may have slept; where the system tells it
 * @param zone the system's time zone
 */
record Reading(Instant wall, long nanos, Optional<Duration> sinceBoot, ZoneId zone) {

    /** What is said to have changed at all: a clock that is merely put right by small steps does not. */
    static final Duration JUMP = Duration.ofSeconds(1);

    static final Duration SLEEP = Duration.ofSeconds(2);

    /** Readings come every second, so this long nobody could take one. */
    static final Duration STALL = Duration.ofSeconds(4);

    private static final long ONE_MOMENT_NANOS = 50_000_000;
    private static final int TRIES = 5;
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** @param sinceBoot asked between the other two */
    static Reading of(TimeSource time, Supplier<Optional<Duration>> sinceBoot) {
        ZoneId zone = time.zone();
        Reading taken = null;
        // Whoever is suspended in between would read clocks of two moments, and see a jump that there was not.
        for (int i = 0; i < TRIES; i++) {
            long nanos = time.nanoTime();
            taken = new Reading(time.now(), nanos, sinceBoot.get(), zone);
            if (time.nanoTime() - nanos < ONE_MOMENT_NANOS) {
                break;
            }
        }
        return taken;
    }

    /** On Linux; elsewhere a sleep looks like a jump of the wall clock. */
    static Optional<Duration> uptime() {
        try {
            String text = Files.readString(UPTIME);
            return Optional.of(
                    Duration.ofMillis(Math.round(Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1e3)));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** What happened from the one before to this one. */
    List<ClockChange> since(Reading before) {
        List<ClockChange> changes = new ArrayList<>();
        Duration monotonic = Duration.ofNanos(nanos - before.nanos());
        Duration real = sinceBoot.isPresent() && before.sinceBoot().isPresent()
                ? sinceBoot.get().minus(before.sinceBoot().get())
                : monotonic;
        Duration slept = real.minus(monotonic);
        Duration jumped = Duration.between(before.wall(), wall).minus(slept.compareTo(SLEEP) >= 0 ? real : monotonic);
        if (slept.compareTo(SLEEP) >= 0) {
            changes.add(new ClockChange(
                    "clock.slept", Map.of("seconds", seconds(slept)), "the machine slept for " + words(slept)));
        }
        if (monotonic.compareTo(STALL) >= 0) {
            changes.add(new ClockChange(
                    "clock.stalled",
                    Map.of("seconds", seconds(monotonic)),
                    "the agent was held up for " + words(monotonic)));
        }
        boolean jump = jumped.abs().compareTo(JUMP) >= 0;
        if (jump) {
            changes.add(new ClockChange(
                    "clock.jumped",
                    Map.of(
                            "seconds", seconds(jumped),
                            "before", TimeSource.ISO_MILLIS.format(before.wall()),
                            "after", TimeSource.ISO_MILLIS.format(wall)),
                    "the clock was put " + (jumped.isNegative() ? "back" : "forward") + " by " + words(jumped.abs())));
        }
        if (!zone.equals(before.zone())) {
            changes.add(new ClockChange(
                    "clock.zone.changed",
                    Map.of("before", before.zone().getId(), "after", zone.getId()),
                    "the time zone was changed from " + before.zone() + " to " + zone));
        } else if (!jump && !offset().equals(before.offset())) {
            changes.add(new ClockChange(
                    "clock.offset.changed",
                    Map.of(
                            "zone", zone.getId(),
                            "before", before.offset().getId(),
                            "after", offset().getId()),
                    "%s went from %s to %s".formatted(zone, name(before.offset()), name(offset()))));
        }
        return changes;
    }

    private ZoneOffset offset() {
        return zone.getRules().getOffset(wall);
    }

    private static String name(ZoneOffset offset) {
        return offset.equals(ZoneOffset.UTC) ? "UTC" : "UTC" + offset.getId();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private static String words(Duration duration) {
        return duration.compareTo(Duration.ofMinutes(2)) < 0
                ? duration.toSeconds() + " s"
                : duration.compareTo(Duration.ofHours(2)) < 0
                        ? duration.toMinutes() + " min"
                        : duration.compareTo(Duration.ofDays(2)) < 0
                                ? duration.toHours() + " h"
                                : duration.toDays() + " days";
    }
}
