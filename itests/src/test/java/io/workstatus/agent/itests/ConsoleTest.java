package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The web console as the place where capabilities are toggled. */
class ConsoleTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PREFIX = "io.workstatus.agent.";

    private XScreen screen;
    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        screen = XScreen.start().showPattern();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start().setUpAndSignIn();
        agent.policy(0.5, true);
        await().atMost(SOON).until(() -> !agent.stored().isEmpty());
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
    void itsPagesAnswer() throws Exception {
        for (String page :
                List.of("bundles", "components", "configMgr", "events", "depfinder", "healthcheck", "workstatus")) {
            HttpResponse<byte[]> answer = agent.get("/system/console/" + page);
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                    .as(page)
                    .contains("<html");
        }
    }

    @Test
    void whatAnImageFilterDoesIsShownBeforeAndAfter() throws Exception {
        String page = new String(agent.get("/system/console/workstatus-filters").body(), StandardCharsets.UTF_8);
        List<String> images = java.util.regex.Pattern.compile("src=\"data:image/png;base64,([^\"]+)\"")
                .matcher(page)
                .results()
                .map(image -> image.group(1))
                .toList();
        assertThat(page).contains("Before").contains("After io.workstatus.agent.blur");
        assertThat(images).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void capabilitiesAreStoppedAndStartedInAnyOrderWithoutAnErrorInTheLog() throws Exception {
        Map<String, Long> bundles = capabilities();
        assertThat(bundles).hasSizeGreaterThanOrEqualTo(9);
        long mfa = bundles.remove("mfa");
        List<String> order = new ArrayList<>(bundles.keySet());
        Random random = new Random(20_261_122);
        for (int round = 0; round < 3; round++) {
            Collections.shuffle(order, random);
            for (String id : order) {
                toggle(bundles.get(id), "stop", id, "stopped");
            }
            Collections.shuffle(order, random);
            for (String id : order) {
                toggle(bundles.get(id), "start", id, null);
            }
        }
        for (String id : order) { // and one at a time, while the others run
            toggle(bundles.get(id), "stop", id, "stopped");
            toggle(bundles.get(id), "start", id, null);
        }
        int stored = agent.stored().size();
        agent.awaitStoredMoreThan(stored + 1);
        assertThat(agent.status().path("queue").path("unaccounted").asInt()).isZero();

        agent.postForm("/system/console/bundles/" + mfa, "action=stop");
        await().atMost(SOON).until(() -> agent.statusCode() == 503);
        assertThat(agent.get("/system/console/bundles").statusCode()).isEqualTo(503);
        assertThat(agent.get("/get-config").statusCode()).isEqualTo(200);
        assertThat(agent.get("/health").statusCode()).isEqualTo(503);
        int before = agent.stored().size();

        assertThat(agent.outcome("enable", "mfa").code()).isZero();
        await().atMost(SOON).until(() -> agent.statusCode() == 401);
        agent.signIn();
        agent.awaitStoredMoreThan(before);

        assertThat(agent.errors()).isEmpty();
    }

    @Test
    void whatWasStoppedStaysStoppedAfterARestart() throws Exception {
        toggle(capabilities().get("blur"), "stop", "blur", "stopped");
        assertThat(agent.stop()).isZero();
        agent.start().signIn();
        assertThat(agent.capability("blur").path("state").asText()).isEqualTo("stopped");
        Agent.expect(200, agent.post("/api/v1/bundles/blur/start", Map.of()));
        assertThat(agent.stop()).isZero();
        agent.start();
        agent.signIn();
        assertThat(agent.capability("blur").path("state").asText()).isEqualTo("active");
    }

    private void toggle(long bundle, String action, String id, String expected) throws IOException {
        agent.postForm("/system/console/bundles/" + bundle, "action=" + action);
        await(id + " after " + action).atMost(SOON).until(() -> {
            String state = agent.capability(id).path("state").asText();
            return expected == null ? !state.equals("stopped") : state.equals(expected);
        });
    }

    private Map<String, Long> capabilities() throws IOException {
        Map<String, Long> ids = new TreeMap<>();
        List<String> known = new ArrayList<>();
        agent.status()
                .path("capabilities")
                .forEach(row -> known.add(row.path("id").asText()));
        HttpResponse<byte[]> answer = agent.get("/system/console/bundles.json");
        Agent.expect(200, answer);
        for (JsonNode bundle : Agent.json(answer).path("data")) {
            String name = bundle.path("symbolicName").asText();
            if (name.startsWith(PREFIX)) {
                String id = name.substring(PREFIX.length()).replace('.', '-');
                if (known.contains(id)) {
                    ids.put(id, bundle.path("id").asLong());
                }
            }
        }
        return ids;
    }
}
