package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The policy as it is served, changed, brought back, told to a fleet, and followed. */
class PolicyTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Agent agent;
    private static Fleet fleet;

    @BeforeAll
    static void anAgentThatServesAFleet() throws Exception {
        agent = Agent.unpack();
        agent.provision("io.workstatus.agent.config.endpoint.publisher", "{\"enabled\": true}");
        fleet = Fleet.on(agent);
        agent.start().setUpAndSignIn();
    }

    @AfterAll
    static void theEnd() throws Exception {
        agent.close();
    }

    @Test
    void anOldClientReadsWhatIsServed() throws Exception {
        put(Map.of("screenshot_interval", 7.5, "capture_screenshots", true, "screenshot_blurred", true));

        assertThat(python("import requests; print(requests.get('http://localhost:%d/get-config').json())"
                        .formatted(agent.port())))
                .isEqualTo("{'screenshot_interval': 7.5, 'capture_screenshots': True, 'screenshot_blurred': True}\n");
    }

    @Test
    void aFlaskServerOfFiveLinesDrivesTheAgent() throws Exception {
        int port = Fleet.freePort();
        Process flask = new ProcessBuilder("python3", "-c", """
                from flask import Flask, jsonify
                app = Flask(__name__)
                @app.get('/get-config')
                def config(): return jsonify({"screenshot_interval": 15, "capture_screenshots": True, "screenshot_blurred": False})
                app.run(port=%d)""".formatted(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            configure("io.workstatus.agent.config.client", Map.of("url", "http://localhost:" + port + "/get-config"));
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(agent.status().path("policy").toString())
                                    .contains("\"screenshot_interval\":15")
                                    .contains("\"screenshot_blurred\":false"));
            assertThat(journal("policy.applied").toString()).contains("localhost:" + port);
        } finally {
            flask.destroy();
            configure("io.workstatus.agent.config.client", Map.of("url", ""));
        }
        await().atMost(SOON)
                .until(() -> !agent.status().path("policy").toString().contains("\"screenshot_blurred\":false"));
    }

    @Test
    void everyChangeIsAVersionThatIsJournaledWithWhoAndCanBeBroughtBack() throws Exception {
        put(Map.of("screenshot_interval", 3, "capture_screenshots", true, "screenshot_blurred", true));
        int version = versions().get(0).path("version").asInt();
        configure(
                "io.workstatus.agent.config.endpoint",
                Map.of(
                        "screenshot_interval", "4.0",
                        "screenshot_interval_seconds", "0.0",
                        "capture_screenshots", "true",
                        "screenshot_blurred", "true",
                        "extra", "{}",
                        "overrides", "{}"));
        await().atMost(SOON).until(() -> served().path("screenshot_interval").asInt() == 4);
        JsonNode edited = versions().get(0);
        assertThat(edited.path("version").asInt()).isEqualTo(version + 1);
        assertThat(edited.path("user").asText()).as("who edited the form").isEqualTo(Agent.USER);

        Agent.expect(200, agent.post("/api/v1/policy/versions/" + version + "/restore", Map.of()));

        assertThat(served().path("screenshot_interval").asInt()).isEqualTo(3);
        JsonNode told = journal("policy.changed").get(0).path("data");
        assertThat(told.path("user").asText()).isEqualTo(Agent.USER);
        assertThat(told.path("restored").asInt()).isEqualTo(version);
        assertThat(told.path("before").path("screenshot_interval").asInt()).isEqualTo(4);
        assertThat(told.path("after").path("screenshot_interval").asInt()).isEqualTo(3);
        await().atMost(SOON)
                .until(() -> agent.status()
                                .path("policy")
                                .path("screenshot_interval")
                                .asInt()
                        == 3);
        Agent.expect(404, agent.post("/api/v1/policy/versions/999999/restore", Map.of()));
    }

    @Test
    void whatIsChangedOnThePageIsShownOnTheDashboardAndBroughtBackThere() throws Exception {
        put(Map.of("screenshot_interval", 11, "capture_screenshots", true, "screenshot_blurred", true));
        put(Map.of("screenshot_interval", 10, "capture_screenshots", true, "screenshot_blurred", true));
        try (Browser browser = new Browser().as(agent)) {
            Page dashboard = browser.page();
            dashboard.navigate("http://localhost:" + agent.port() + "/");
            shows(dashboard, "#policy", "Every 10 min");
            Page page = browser.page();
            page.navigate("http://localhost:" + agent.port() + "/policy");
            shows(page, "tr", "served now");
            assertThat(page.inputValue("#policy-interval")).isEqualTo("600");

            page.fill("#policy-interval", "100.5");
            page.uncheck("#policy-blurred");
            save(page);
            shows(dashboard, "#policy", "Not blurred: what is on it can be read");
            shows(dashboard, "#policy", "Every 1 min 40.5 s");
            shows(dashboard, "#log", Agent.USER + " changed the policy");
            shows(dashboard, "#log", "A new policy is in force: every 1 min 40.5 s, not blurred");
            shows(page, "tr", "every 1 min 40.5 s, not blurred");
            assertThat(page.inputValue("#policy-interval")).isEqualTo("100.5");

            page.uncheck("#policy-capture");
            save(page);
            shows(dashboard, "#policy", "No screenshots");
            shows(page, "tr", "no screenshots (every 1 min 40.5 s)");

            String served = served().toString();
            page.fill("#policy-more", "{\"working_hours\": \"always\"}");
            page.click(".panel form:has(#policy-interval) [type=submit]");
            shows(page, ".problem", "working_hours");
            assertThat(served().toString()).isEqualTo(served);

            page.locator("tr")
                    .filter(new Locator.FilterOptions().setHasText("every 10 min, blurred"))
                    .first()
                    .getByRole(AriaRole.BUTTON)
                    .click();
            shows(dashboard, "#policy", "Every 10 min");
            shows(dashboard, "#policy", "Blurred before it is kept");
            assertThat(served().path("screenshot_interval").asInt()).isEqualTo(10);
            assertThat(browser.complaints())
                    .as("but of what is refused")
                    .filteredOn(each -> !each.contains("422"))
                    .isEmpty();
        }
    }

    @Test
    void aGroupIsToldSomethingElseAndTheAnswerSaysWhence() throws Exception {
        Agent.expect(
                200,
                agent.put(
                        "/api/v1/policy/overrides",
                        Map.of(
                                "groups",
                                Map.of(
                                        "design",
                                        Map.of(
                                                "members",
                                                List.of("eve"),
                                                "policy",
                                                Map.of("capture_screenshots", false))))));
        JsonNode explained = Agent.json(agent.get("/api/v1/policy?user=eve&layers"));

        assertThat(explained.path("capture_screenshots").asBoolean(true)).isFalse();
        assertThat(explained.path("policy_layers").path("capture_screenshots").asText())
                .isEqualTo("group design");
        assertThat(explained.path("policy_layers").path("screenshot_interval").asText())
                .isEqualTo("all");
        assertThat(served().path("capture_screenshots").asBoolean()).isTrue();
        Agent.expect(422, agent.put("/api/v1/policy/overrides", Map.of("agents", Map.of("me", Map.of()))));
        Agent.expect(200, agent.put("/api/v1/policy/overrides", Map.of()));
    }

    @Test
    void aPolicyThatIsEditedByHandIsPutBackAtOnce() throws Exception {
        put(Map.of("screenshot_interval", 9, "capture_screenshots", true, "screenshot_blurred", true));
        await().atMost(SOON)
                .until(() -> agent.status()
                                .path("policy")
                                .path("screenshot_interval")
                                .asInt()
                        == 9);
        agent.postForm("/system/console/configMgr/io.workstatus.agent.policy", "apply=true&delete=true");

        await().atMost(Duration.ofSeconds(5))
                .until(() -> !journal("policy.restored").isEmpty());
        assertThat(agent.status().path("policy").path("screenshot_interval").asInt())
                .isEqualTo(9);
    }

    @Test
    void anotherMachinesAgentFollowsOverTlsAndShowsUpInTheList() throws Exception {
        put(Map.of("screenshot_interval", 11, "capture_screenshots", true, "screenshot_blurred", true));
        try (Agent other = Agent.unpack()) {
            Path secrets = Files.createDirectories(other.home().resolve("secrets"));
            Files.copy(fleet.certificate(), secrets.resolve("ca.pem"));
            Files.writeString(secrets.resolve("fleet-token"), Fleet.TOKEN + "\n");
            other.provision(
                    "io.workstatus.agent.config.client",
                    JSON.writeValueAsString(Map.of("url", fleet.url(), "caFile", "secrets/ca.pem", "pollSeconds", 1)));
            other.start();
            String id = Files.readString(other.home().resolve("agent-id")).strip();

            await().atMost(SOON).untilAsserted(() -> {
                JsonNode row = row(id);
                assertThat(row.path("current").asBoolean()).isTrue();
                assertThat(row.path("version").asText()).isNotEmpty();
                assertThat(row.path("queue").path("pending").asInt(-1)).isZero();
                assertThat(row.path("health").asText()).isIn("ok", "warn", "critical");
                assertThat(row.path("lastSeen").asText()).endsWith("Z");
            });
        }
    }

    @Test
    void thePolicyIsPublishedInTheStoreAtEachChange() throws Exception {
        put(Map.of("screenshot_interval", 12, "capture_screenshots", true, "screenshot_blurred", true));
        Path published = agent.home().resolve("store/policy/policy.json");

        await().atMost(SOON)
                .until(() ->
                        Files.exists(published) && Files.readString(published).contains(":12,"));
        put(Map.of("screenshot_interval", 13, "capture_screenshots", true, "screenshot_blurred", true));
        await().atMost(SOON).until(() -> Files.readString(published).contains(":13,"));
        assertThat(agent.errors()).isEmpty();
    }

    // --- ---

    private static void save(Page page) {
        page.click(".panel form:has(#policy-interval) [type=submit]");
        shows(page, ".said", "Saved.");
    }

    /** Waits until it does. */
    private static void shows(Page page, String where, String text) {
        page.locator(where)
                .filter(new Locator.FilterOptions().setHasText(text))
                .first()
                .waitFor();
    }

    private static JsonNode row(String id) throws IOException {
        for (JsonNode row : Agent.json(agent.get("/api/v1/agents"))) {
            if (row.path("id").asText().equals(id)) {
                return row;
            }
        }
        throw new AssertionError(id + " is not in the list");
    }

    private static void put(Object policy) throws IOException {
        Agent.expect(200, agent.put("/api/v1/policy", policy));
    }

    private static JsonNode served() throws IOException {
        return Agent.json(agent.get("/get-config"));
    }

    private static JsonNode versions() throws IOException {
        return Agent.json(agent.get("/api/v1/policy/versions"));
    }

    private static JsonNode journal(String type) throws IOException {
        return Agent.json(agent.get("/api/v1/journal?type=" + type));
    }

    /** As the form of the console's configuration page. */
    private static void configure(String pid, Map<String, String> values) throws IOException {
        StringBuilder form = new StringBuilder("apply=true&action=ajaxConfigManager&%24location=&propertylist=")
                .append(URLEncoder.encode(String.join(",", values.keySet()), StandardCharsets.UTF_8));
        values.forEach((name, value) ->
                form.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        assertThat(agent.postForm("/system/console/configMgr/" + pid, form.toString())
                        .statusCode())
                .isIn(200, 302);
    }

    private static String python(String script) throws Exception {
        return output(new ProcessBuilder("python3", "-c", script));
    }

    private static String output(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
