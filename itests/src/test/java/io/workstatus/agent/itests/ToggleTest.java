package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Capabilities stopped and started in any order: the agent ends in the state that the list of running ones demands. */
class ToggleTest {

    private static final int STEPS = Integer.getInteger("workstatus.toggles", 200);
    private static final long SEED = Long.getLong("workstatus.seed", 20_261_125L);

    private XScreen screen;
    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        screen = XScreen.start().showPattern();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start().setUpAndSignIn();
        agent.policy(0.25, true);
        agent.awaitStoredMoreThan(0);
    }

    @AfterEach
    void end() throws Exception {
        try {
            agent.close();
        } finally {
            screen.close();
        }
    }

    @Test
    void inRandomOrderTheAgentFollows() throws Exception {
        List<String> ids = new ArrayList<>();
        agent.status()
                .path("capabilities")
                .forEach(row -> ids.add(row.path("id").asText()));
        ids.remove("mfa"); // without it nobody may toggle anything
        Set<String> stopped = new TreeSet<>();
        Random random = new Random(SEED);
        for (int step = 0; step < STEPS; step++) {
            String id = ids.get(random.nextInt(ids.size()));
            String verb = stopped.contains(id) ? "start" : "stop";
            Agent.expect(200, agent.post("/api/v1/bundles/" + id + "/" + verb, Map.of()));
            if (!stopped.remove(id)) {
                stopped.add(id);
            }
            assertThat(stopped()).as("seed " + SEED + ", step " + step).isEqualTo(stopped);
        }
        for (String id : stopped) {
            Agent.expect(200, agent.post("/api/v1/bundles/" + id + "/start", Map.of()));
        }
        agent.awaitStoredMoreThan(agent.stored().size() + 1);
        assertThat(agent.status().path("queue").path("unaccounted").asInt()).isZero();
        assertThat(agent.errors()).isEmpty();
        String journal =
                new String(agent.get("/api/v1/journal?type=capability.stopped").body(), StandardCharsets.UTF_8);
        assertThat(journal).contains("\"user\":\"" + Agent.USER + "\"").contains("\"before\":\"started\"");
    }

    private Set<String> stopped() {
        Set<String> stopped = new TreeSet<>();
        for (JsonNode row : agent.status().path("capabilities")) {
            if (row.path("state").asText().equals("stopped")) {
                stopped.add(row.path("id").asText());
            }
        }
        return stopped;
    }
}
