package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.util.converter.Converters;

class SettingsTest {

    private static final RoomLimit ROOM = new RoomLimit(10L << 30, 50, false);
    private static final Settings DEFAULTS =
            new Settings(2, Duration.ofSeconds(1), Duration.ofMinutes(5), 5, ROOM, List.of());

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        assertThat(Settings.of(Map.of())).isEqualTo(DEFAULTS);

        UploadConfig shown = Converters.standardConverter().convert(Map.of()).to(UploadConfig.class);
        assertThat(shown.senders()).isEqualTo(DEFAULTS.senders());
        assertThat(shown.backoffBaseSeconds()).isEqualTo(1);
        assertThat(shown.backoffMaxSeconds()).isEqualTo(300);
        assertThat(shown.itemTries()).isEqualTo(DEFAULTS.itemTries());
        assertThat(new RoomLimit(
                        shown.maxBytes(),
                        shown.maxFreePercent(),
                        shown.whenFull().equals("drop-oldest")))
                .isEqualTo(ROOM);
    }

    @Test
    void numbersMayBeText() {
        assertThat(Settings.of(Map.of("senders", " 4 ", "maxBytes", "1000", "whenFull", "drop-oldest")))
                .isEqualTo(new Settings(
                        4, Duration.ofSeconds(1), Duration.ofMinutes(5), 5, new RoomLimit(1000, 50, true), List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "senders, many, 2",
        "senders, 0, 1",
        "senders, 99, 16",
        "senders, NaN, 2",
        "backoffBaseSeconds, -1, 0.01",
        "backoffMaxSeconds, 1e9, 3600",
        "itemTries, -3, 1",
        "maxBytes, lots, 10737418240",
        "maxFreePercent, 200, 100",
        "whenFull, perhaps, block",
    })
    void whatCannotBeRightIsSaidInOneSentenceAndSomethingGoodIsUsed(String name, String value, String used) {
        Settings settings = Settings.of(Map.of(name, value));

        assertThat(settings.flaws())
                .singleElement()
                .asString()
                .contains(name, value.replace("1e9", "1e9"), "Set it right; " + used + " is used.");
    }

    @Test
    void theLongestWaitIsNeverShorterThanTheFirst() {
        Settings settings = Settings.of(Map.of("backoffBaseSeconds", 30.0, "backoffMaxSeconds", 2.0));

        assertThat(settings.backoffMax()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aQueueWithASettingThatCannotBeRightWorksAndSaysSo(@TempDir Path folder) throws Exception {
        Settings settings = Settings.of(Map.of("senders", "many"));
        try (Home home = new Home(folder, settings)) {
            home.queue.offer(Artifacts.screenshot(TestTime.START));

            assertThat(home.journal.count("configuration.invalid")).isEqualTo(1);
            Result health = new QueueHealth(home.queue).execute();
            assertThat(health.toString()).contains("senders", "many");
            assertThat(health.getStatus()).isNotEqualTo(Result.Status.OK);
        }
    }
}
