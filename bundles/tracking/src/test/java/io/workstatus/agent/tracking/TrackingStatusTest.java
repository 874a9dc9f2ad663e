package io.workstatus.agent.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.recording.Hold;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrackingStatusTest {

    private static final Hold BATTERY_19 = new Hold("battery", "battery at 19 %", Instant.ofEpochSecond(20));
    private static final Hold BATTERY_18 = new Hold("battery", "battery at 18 %", Instant.ofEpochSecond(20));
    private static final Hold NOTICE = new Hold("notice", "not read", Instant.ofEpochSecond(10));

    private final Fakes.Notes journal = new Fakes.Notes();
    private final TrackingStatus status = new TrackingStatus(journal);

    @Test
    void listsHoldsOldestFirst() {
        status.bindHold(BATTERY_19, id(1));
        status.bindHold(NOTICE, id(2));

        assertThat(status.value())
                .isEqualTo(Map.of(
                        "allowed",
                        false,
                        "holds",
                        List.of(
                                Map.of("id", "notice", "reason", "not read", "since", NOTICE.since()),
                                Map.of("id", "battery", "reason", "battery at 19 %", "since", BATTERY_19.since()))));
    }

    @Test
    void aHoldIsJournaledWhenItIsSetAndReleased() {
        status.bindHold(NOTICE, id(1));
        status.unbindHold(NOTICE, id(1));

        assertThat(journal.entries)
                .containsExactly(
                        new Fakes.Entry("hold.set", Map.of("id", "notice", "reason", "not read")),
                        new Fakes.Entry("hold.released", Map.of("id", "notice")));
    }

    @Test
    void aReplacedHoldIsShownOnceAndNotReleased() {
        status.bindHold(BATTERY_19, id(1));
        status.bindHold(BATTERY_18, id(2));
        status.unbindHold(BATTERY_19, id(1));

        assertThat(status.value().toString()).contains("18 %").doesNotContain("19 %");
        assertThat(journal.types()).containsExactly("hold.set", "hold.set");
    }

    @Test
    void stoppingThisBundleReleasesNothing() {
        status.bindHold(NOTICE, id(1));
        status.close();
        status.unbindHold(NOTICE, id(1));

        assertThat(journal.types()).containsExactly("hold.set");
    }

    private static Map<String, Object> id(long serviceId) {
        return Map.of("service.id", serviceId);
    }
}
