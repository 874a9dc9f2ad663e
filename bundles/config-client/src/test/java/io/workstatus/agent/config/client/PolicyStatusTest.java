package io.workstatus.agent.config.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.policy.Policy;
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

    @Test
    void whereItCameFromIsToldAndNothingOfAFreshInstall() {
        PolicyOrigin origin = new PolicyOrigin(Map.of());
        assertThat(origin.value()).isNull();

        origin.modified(Map.of(Policy.SOURCE, "http://localhost:5000/get-config"));
        assertThat(origin.value()).isEqualTo(Map.of("url", "http://localhost:5000/get-config"));
    }
}
