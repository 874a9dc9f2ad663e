package io.workstatus.agent.config.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyStatusTest {

    @Test
    void withoutAPolicyItIsThatOfAFreshInstall() {
        assertThat(new PolicyStatus(Map.of()).value())
                .isEqualTo(Map.of(
                        "screenshot_interval",
                        10L,
                        "screenshot_interval_seconds",
                        600L,
                        "capture_screenshots",
                        true,
                        "screenshot_blurred",
                        true));
    }

    @Test
    void whatIsInForceIsToldByTheNamesOfTheWire() {
        PolicyStatus status = new PolicyStatus(Map.of());
        status.modified(Map.of("intervalSeconds", 7.5, "enabled", false, "blurred", false));

        assertThat(status.value())
                .isEqualTo(Map.of(
                        "screenshot_interval",
                        0.125,
                        "screenshot_interval_seconds",
                        7.5,
                        "capture_screenshots",
                        false,
                        "screenshot_blurred",
                        false));
    }
}
