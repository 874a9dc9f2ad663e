package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.util.converter.Converters;

class SettingsTest {

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        assertThat(settings(Map.of())).isEqualTo(new Settings(2, Duration.ofSeconds(1), Duration.ofMinutes(5), 5));
    }

    @Test
    void valuesOutOfBoundsBecomeTheNearestGoodOnes() {
        assertThat(settings(Map.of("senders", 0, "backoffBaseSeconds", -1, "backoffMaxSeconds", 1e9, "itemTries", -3)))
                .isEqualTo(new Settings(1, Duration.ofMillis(10), Duration.ofHours(1), 1));
    }

    @Test
    void theLongestWaitIsNeverShorterThanTheFirst() {
        assertThat(settings(Map.of("backoffBaseSeconds", 30.0, "backoffMaxSeconds", 2.0)))
                .isEqualTo(new Settings(2, Duration.ofSeconds(30), Duration.ofSeconds(30), 5));
    }

    private static Settings settings(Map<String, Object> configured) {
        return Settings.of(Converters.standardConverter().convert(configured).to(UploadConfig.class));
    }
}
