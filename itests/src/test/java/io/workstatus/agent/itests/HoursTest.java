package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the policy says of when, and a pause that is its user's alone. */
class HoursTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void outsideWorkingHoursNothingIsRecordedAndHoursThatMakeNoSenseAreRefused() throws Exception {
        try (XScreen screen = XScreen.start();
                Agent agent = Agent.unpack().with("DISPLAY", screen.display()).start()) {
            agent.setUpAndSignIn();
            agent.policy(0.25, true);
            agent.awaitStoredMoreThan(0);

            hours(agent, Map.of("zone", "UTC", "days", Map.of()));
            await("outside")
                    .atMost(SOON)
                    .until(() -> reason(agent, "tracking.hours").contains("outside working hours"));
            int stored = agent.status().path("queue").path("offered").asInt();

            HttpResponse<byte[]> refused = put(agent, Map.of("days", Map.of("monday", "always")));
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(Agent.json(refused).path("detail").asText()).contains("working_hours.days", "not monday");
            assertThat(reason(agent, "tracking.hours")).contains("outside working hours");
            assertThat(agent.status().path("queue").path("offered").asInt()).isEqualTo(stored);

            hours(agent, Map.of("days", everyDay()));
            await("inside")
                    .atMost(SOON)
                    .until(() -> reason(agent, "tracking.hours").isEmpty());
            agent.awaitStoredMoreThan(stored);

            Agent.expect(204, agent.post("/api/v1/pause", Map.of("minutes", 5)));
            assertThat(reason(agent, "tracking.pause")).isEqualTo("paused by ada");
            Agent.expect(204, agent.post("/api/v1/resume", Map.of()));
            assertThat(reason(agent, "tracking.pause")).isEmpty();
            assertThat(agent.errors()).isEmpty();
        }
    }

    private static Map<String, Object> everyDay() {
        Object whole = new String[] {"00:00-24:00"};
        return Map.of("mon", whole, "tue", whole, "wed", whole, "thu", whole, "fri", whole, "sat", whole, "sun", whole);
    }

    private static void hours(Agent agent, Map<String, Object> hours) throws IOException {
        Agent.expect(200, put(agent, hours));
    }

    private static HttpResponse<byte[]> put(Agent agent, Map<String, Object> hours) throws IOException {
        return agent.put(
                "/api/v1/policy",
                Map.of(
                        "screenshot_interval_seconds",
                        0.25,
                        "capture_screenshots",
                        true,
                        "screenshot_blurred",
                        true,
                        "working_hours",
                        hours));
    }

    private static String reason(Agent agent, String id) {
        for (JsonNode hold : agent.status().path("tracking").path("holds")) {
            if (hold.path("id").asText().equals(id)) {
                return hold.path("reason").asText();
            }
        }
        return "";
    }
}
