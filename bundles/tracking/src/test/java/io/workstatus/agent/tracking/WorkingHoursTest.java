package io.workstatus.agent.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workstatus.agent.tracking.WorkingHours.State;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkingHoursTest {

    private static final ZoneId UTC = ZoneOffset.UTC;

    @Test
    void withoutTheMemberThereAreNone() throws Exception {
        assertThat(WorkingHours.of("{\"screenshot_interval\": 10}")).isEmpty();
        assertThat(WorkingHours.of("{\"working_hours\": null}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T08:59:59.999Z, false, 2026-11-23T09:00:00Z",
        "2026-11-23T09:00:00Z, true, 2026-11-23T12:00:00Z",
        "2026-11-23T12:00:00Z, false, 2026-11-23T13:00:00Z",
        "2026-11-23T16:59:59Z, true, 2026-11-23T17:00:00Z",
        "2026-11-23T17:00:00Z, false, 2026-11-27T22:00:00Z",
        "2026-11-28T05:59:59Z, true, 2026-11-28T06:00:00Z",
        "2026-11-28T06:00:00Z, false, 2026-11-30T09:00:00Z"
    })
    void aSpanHoldsItsBeginningAndNotItsEndAndGoesAcrossMidnight(Instant now, boolean open, Instant until)
            throws Exception {
        WorkingHours hours = hours(
                "{\"zone\": \"UTC\", \"days\": {\"mon\": [\"13:00-17:00\", \"09:00-12:00\"], \"fri\": [\"22:00-06:00\"]}}");

        assertThat(hours.at(now, ZoneId.of("Asia/Tokyo"))).isEqualTo(new State(open, Optional.of(until)));
    }

    @Test
    void spansThatTouchAreOne() throws Exception {
        WorkingHours hours =
                hours("{\"days\": {\"mon\": [\"22:00-24:00\"], \"tue\": [\"00:00-02:00\", \"01:00-03:00\"]}}");

        assertThat(hours.at(Instant.parse("2026-11-23T23:30:00Z"), UTC))
                .isEqualTo(new State(true, Optional.of(Instant.parse("2026-11-24T03:00:00Z"))));
    }

    @Test
    void noDaysAreNoHours() throws Exception {
        assertThat(hours("{\"days\": {}}").at(Instant.parse("2026-11-23T12:00:00Z"), UTC))
                .isEqualTo(new State(false, Optional.empty()));
    }

    @Test
    void withoutAZoneTheSystemsOwnCounts() throws Exception {
        WorkingHours hours = hours("{\"days\": {\"mon\": [\"09:00-17:00\"]}}");
        Instant eightUtc = Instant.parse("2026-11-23T08:00:00Z");

        assertThat(hours.at(eightUtc, UTC).open()).isFalse();
        assertThat(hours.at(eightUtc, ZoneId.of("Europe/Berlin")).open()).isTrue();
    }

    /** Clocks forward and back in three zones: a night shift keeps its times on the wall, and lasts as long as they say. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-28, 7",
        "Europe/Berlin, 2026-10-24, 9",
        "America/New_York, 2026-03-07, 7",
        "America/New_York, 2026-10-31, 9",
        "Australia/Lord_Howe, 2026-10-03, 7.5",
        "Australia/Lord_Howe, 2026-04-04, 8.5"
    })
    void aNightInWhichClocksAreChangedHasAnHourMoreOrLess(String zone, String saturday, double lasts) throws Exception {
        ZoneId in = ZoneId.of(zone);
        WorkingHours hours = hours("{\"zone\": \"%s\", \"days\": {\"sat\": [\"22:00-06:00\"]}}".formatted(zone));
        Instant begin = LocalDateTime.parse(saturday + "T22:00").atZone(in).toInstant();
        Instant end =
                LocalDateTime.parse(saturday + "T06:00").plusDays(1).atZone(in).toInstant();

        assertThat(Duration.between(begin, end)).isEqualTo(Duration.ofMinutes(Math.round(lasts * 60)));
        assertThat(hours.at(begin.minusMillis(1), UTC)).isEqualTo(new State(false, Optional.of(begin)));
        for (Instant now = begin; now.isBefore(end); now = now.plusSeconds(60)) {
            assertThat(hours.at(now, UTC)).isEqualTo(new State(true, Optional.of(end)));
        }
        assertThat(hours.at(end, UTC).open()).isFalse();
    }

    @Test
    void aTimeThatThereIsNotIsTheMomentOfTheChange() throws Exception {
        WorkingHours hours = hours(
                "{\"zone\": \"Europe/Berlin\", \"days\": {\"sun\": [\"01:00-02:30\", \"02:10-02:50\", \"02:45-04:00\"]}}");
        Instant change = Instant.parse("2026-03-29T01:00:00Z");

        assertThat(hours.at(change.minusSeconds(1), UTC))
                .isEqualTo(new State(true, Optional.of(Instant.parse("2026-03-29T02:00:00Z"))));
        assertThat(hours("{\"zone\": \"Europe/Berlin\", \"days\": {\"sun\": [\"01:00-02:30\"]}}")
                        .at(change, UTC)
                        .open())
                .isFalse();
    }

    @Test
    void ofATimeThatThereIsTwiceTheFirstCounts() throws Exception {
        WorkingHours hours = hours("{\"zone\": \"Europe/Berlin\", \"days\": {\"sun\": [\"01:00-02:30\"]}}");

        assertThat(hours.at(Instant.parse("2026-10-24T23:30:00Z"), UTC))
                .isEqualTo(new State(true, Optional.of(Instant.parse("2026-10-25T00:30:00Z"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "true",
                "\"09:00-17:00\"",
                "{}",
                "{\"days\": []}",
                "{\"days\": {\"monday\": [\"09:00-17:00\"]}}",
                "{\"days\": {\"mon\": \"09:00-17:00\"}}",
                "{\"days\": {\"mon\": [\"9-17\"]}}",
                "{\"days\": {\"mon\": [\"09:00-24:01\"]}}",
                "{\"days\": {\"mon\": [\"24:00-06:00\"]}}",
                "{\"days\": {\"mon\": [\"09:60-17:00\"]}}",
                "{\"days\": {\"mon\": [9]}}",
                "{\"zone\": \"Mars/Olympus\", \"days\": {}}",
                "{\"zone\": 1, \"days\": {}}",
                "{\"hours\": {}, \"days\": {}}"
            })
    void whatMakesNoSenseIsNamed(String hours) {
        assertThatThrownBy(() -> hours(hours))
                .isInstanceOf(WorkingHours.MalformedException.class)
                .hasMessageContaining("working_hours");
    }

    private static WorkingHours hours(String json) throws WorkingHours.MalformedException {
        return WorkingHours.of("{\"working_hours\": " + json + "}").orElseThrow();
    }
}
