package io.workstatus.agent.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemTimeSourceTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // overflows soon, as nanoTime may
    private final ScriptedZone zone = new ScriptedZone();

    @AfterEach
    void restoreTheZone() {
        System.clearProperty("user.timezone");
        TimeZone.setDefault(null);
    }

    @Test
    void nowIsInWholeMilliseconds() {
        TimeSource time = source(Instant.parse("2026-11-22T08:15:00.123987654Z"));
        assertThat(time.now()).isEqualTo(Instant.parse("2026-11-22T08:15:00.123Z"));
    }

    @Test
    void timesAlwaysHaveThreeDecimals() {
        assertThat(TimeSource.ISO_MILLIS.format(Instant.parse("2026-11-22T08:15:00Z")))
                .isEqualTo("2026-11-22T08:15:00.000Z");
    }

    @Test
    void aChangedZoneIsNoticedAfterTwoSecondsAndNotLookedUpAtEveryCall() {
        TimeSource time = source(Instant.EPOCH);
        zone.zone = ZoneId.of("Asia/Tokyo");
        assertThat(time.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));

        nanos.addAndGet(SystemTimeSource.ZONE_NANOS);

        assertThat(time.zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(time.zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(zone.lookUps).isEqualTo(2);
    }

    @Test
    void theJvmsOldZoneIsForgotten() {
        ZoneId real = new SystemZone(List.of()).lookUp();
        System.setProperty("user.timezone", "Pacific/Chatham");
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));

        assertThat(new SystemZone(List.of()).lookUp()).isEqualTo(real);
    }

    @Test
    void aZoneFromTheCommandLineStays() {
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
        assertThat(new SystemZone(List.of("-Duser.timezone=Pacific/Chatham")).lookUp())
                .isEqualTo(ZoneId.of("Pacific/Chatham"));
    }

    @Test
    void theStatusShowsUtcAndLocalTime() {
        TimeStatus status = new TimeStatus(source(Instant.parse("2026-07-01T22:30:00.5Z")));
        assertThat(status.value())
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsAllEntriesOf(Map.of(
                        "utc", Instant.parse("2026-07-01T22:30:00.5Z"),
                        "local", "2026-07-02T00:30:00.500+02:00",
                        "zone", "Europe/Berlin"))
                .containsEntry("lastChange", null);
    }

    private TimeSource source(Instant wall) {
        return new SystemTimeSource(() -> wall, nanos::get, zone);
    }

    private static final class ScriptedZone extends SystemZone {
        private ZoneId zone = ZoneId.of("Europe/Berlin");
        private int lookUps;

        ScriptedZone() {
            super(List.of());
        }

        @Override
        ZoneId lookUp() {
            lookUps++;
            return zone;
        }
    }
}
