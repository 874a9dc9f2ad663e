package io.workstatus.agent.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClockWatchTest {

    private final Clocks clocks = new Clocks();
    private final List<String> types = new ArrayList<>();
    private final List<Map<String, ?>> data = new ArrayList<>();
    private final ClockWatch watch = new ClockWatch(
            clocks,
            (type, told) -> {
                types.add(type);
                data.add(told);
            },
            () -> clocks.tellsBoot ? Optional.of(clocks.sinceBoot) : Optional.empty());

    @Test
    void timeThatPassesIsNoChange() {
        for (int i = 0; i < 1_000; i++) {
            clocks.pass(Duration.ofMillis(1_003));
            watch.look();
        }
        assertThat(types).isEmpty();
        assertThat(watch.last()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600, -3_600, 31_536_000, -31_536_000, 2, -2})
    void aClockThatIsPutForwardOrBackIsNoticed(long seconds) {
        clocks.pass(Duration.ofSeconds(1));
        clocks.wall = clocks.wall.plusSeconds(seconds);
        watch.look();

        assertThat(types).containsExactly("clock.jumped");
        assertThat(data.get(0).get("seconds")).isEqualTo((double) seconds);
        assertThat(watch.last().orElseThrow().change().text())
                .startsWith("the clock was put " + (seconds > 0 ? "forward" : "back"));
    }

    /** Forward and back in three zones, on the second. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29T01:00:00Z, +01:00, +02:00",
        "Europe/Berlin, 2026-10-25T01:00:00Z, +02:00, +01:00",
        "America/New_York, 2026-03-08T07:00:00Z, -05:00, -04:00",
        "America/New_York, 2026-11-01T06:00:00Z, -04:00, -05:00",
        "Australia/Lord_Howe, 2026-10-03T15:30:00Z, +10:30, +11:00",
        "Australia/Lord_Howe, 2026-04-04T15:00:00Z, +11:00, +10:30"
    })
    void daylightSavingIsNoticedWhenItBeginsAndEndsAndIsNoJump(
            String zone, Instant change, String before, String after) {
        clocks.zone = ZoneId.of(zone);
        clocks.wall = change.minusSeconds(5);
        ClockWatch watching = watchFromNow();
        for (int i = 0; i < 10; i++) {
            clocks.pass(Duration.ofSeconds(1));
            watching.look();
            assertThat(types).hasSize(clocks.wall.isBefore(change) ? 0 : 1);
        }
        assertThat(types).containsExactly("clock.offset.changed");
        assertThat(data).containsExactly(Map.of("zone", zone, "before", before, "after", after));
    }

    @Test
    void anotherZoneIsNoticed() {
        clocks.pass(Duration.ofSeconds(1));
        clocks.zone = ZoneId.of("Asia/Tokyo");
        watch.look();

        assertThat(types).containsExactly("clock.zone.changed");
        assertThat(data).containsExactly(Map.of("before", "Europe/Berlin", "after", "Asia/Tokyo"));
    }

    @Test
    void aSleepIsNoJump() {
        clocks.sleep(Duration.ofHours(8));
        clocks.pass(Duration.ofSeconds(1));
        watch.look();

        assertThat(types).containsExactly("clock.slept");
        assertThat(data).containsExactly(Map.of("seconds", 28_800.0));
        assertThat(watch.last().orElseThrow().change().text()).isEqualTo("the machine slept for 8 h");
    }

    @Test
    void aSleepInWhichTheClockWasPutBackIsBoth() {
        clocks.sleep(Duration.ofHours(8));
        clocks.wall = clocks.wall.minusSeconds(3_600);
        watch.look();

        assertThat(types).containsExactly("clock.slept", "clock.jumped");
        assertThat(data.get(1).get("seconds")).isEqualTo(-3_600.0);
    }

    @Test
    void whereNobodyTellsOfASleepItLooksLikeAJump() {
        clocks.tellsBoot = false;
        ClockWatch watching = watchFromNow();
        clocks.sleep(Duration.ofHours(8));
        watching.look();

        assertThat(types).containsExactly("clock.jumped");
    }

    @Test
    void aProcessThatWasSuspendedIsNotTheClocksFault() {
        clocks.pass(Duration.ofSeconds(30));
        watch.look();

        assertThat(types).containsExactly("clock.stalled");
        assertThat(data).containsExactly(Map.of("seconds", 30.0));
    }

    @Test
    void beingSuspendedInTheMidstOfAReadingIsNoJump() {
        clocks.passInTheMidst = Duration.ofSeconds(30);
        watch.look();

        assertThat(types).containsExactly("clock.stalled");
    }

    /** No test can put its machine to sleep; that jumps and zones are noticed in time is seen on the real process. */
    @Test
    void aSleepIsNoticedWithinFiveSecondsOfWakingUp() {
        AtomicReference<Duration> slept = new AtomicReference<>(Duration.ZERO);
        AtomicLong noticedNanos = new AtomicLong();
        TimeSource real = new SystemTimeSource(
                () -> Instant.now().plus(slept.get()), System::nanoTime, new SystemZone(List.of()));
        ClockWatch watching = new ClockWatch(
                real,
                (type, told) -> {
                    if (type.equals("clock.slept")) {
                        noticedNanos.set(System.nanoTime());
                    }
                },
                () -> Optional.of(Duration.ofNanos(System.nanoTime()).plus(slept.get())));
        watching.open();
        try {
            long wokenNanos = System.nanoTime();
            slept.set(Duration.ofMinutes(8 * 60 + 5));
            await().atMost(Duration.ofSeconds(30)).until(() -> noticedNanos.get() != 0);
            assertThat(Duration.ofNanos(noticedNanos.get() - wokenNanos)).isLessThan(Duration.ofSeconds(5));
            await().untilAsserted(() -> assertThat(watching.last())
                    .hasValueSatisfying(
                            last -> assertThat(last.change().text()).isEqualTo("the machine slept for 8 h")));
        } finally {
            watching.close();
        }
    }

    private ClockWatch watchFromNow() {
        return new ClockWatch(
                clocks,
                (type, told) -> {
                    types.add(type);
                    data.add(told);
                },
                () -> clocks.tellsBoot ? Optional.of(clocks.sinceBoot) : Optional.empty());
    }

    private static final class Clocks implements TimeSource {

        private Instant wall = Instant.parse("2026-07-01T12:00:00Z");
        private long nanos = Long.MAX_VALUE - 2_000_000_000L; // overflows soon, as nanoTime may
        private Duration sinceBoot = Duration.ofDays(3);
        private ZoneId zone = ZoneId.of("Europe/Berlin");
        private boolean tellsBoot = true;
        private Duration passInTheMidst = Duration.ZERO;

        void pass(Duration time) {
            wall = wall.plus(time);
            nanos += time.toNanos();
            sinceBoot = sinceBoot.plus(time);
        }

        void sleep(Duration time) {
            wall = wall.plus(time);
            sinceBoot = sinceBoot.plus(time);
        }

        @Override
        public Instant now() {
            Duration pass = passInTheMidst;
            passInTheMidst = Duration.ZERO;
            pass(pass);
            return wall;
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public ZoneId zone() {
            return zone;
        }
    }
}
