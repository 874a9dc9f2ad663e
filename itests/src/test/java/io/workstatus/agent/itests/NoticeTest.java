package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Nothing goes further than what was acknowledged by whoever is recorded. */
@TestMethodOrder(OrderAnnotation.class)
class NoticeTest {

    private static XScreen screen;
    private static Agent agent;

    @BeforeAll
    static void start() throws Exception {
        screen = XScreen.start();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start();
        agent.setUp();
    }

    @AfterAll
    static void stop() throws Exception {
        agent.close();
        screen.close();
    }

    @Test
    @Order(1)
    void whoNeverReadItIsNotRecorded() throws Exception {
        agent.signInOnly();
        assertThat(holds()).containsExactly("tracking.notice");
        agent.policyOnly(0.25, true);

        await("the policy").atMost(Duration.ofSeconds(20)).until(() -> seconds() == 0.25);
        assertThat(holds()).containsExactly("tracking.notice");
        assertThat(agent.notice().path("acknowledged").booleanValue()).isFalse();
        assertThat(agent.notice().path("text").asText())
                .contains("every 0.25 seconds", "blurred", agent.home() + "/store", "ada", "Until somebody deletes it");
        assertThat(agent.stored()).isEmpty();
        assertThat(journalTypes()).doesNotContain("screenshot.taken", "recording.started");
    }

    @Test
    @Order(2)
    void onceReadItIsRecordedAndJournaledWithTheHashOfTheText() throws Exception {
        agent.acknowledge();

        assertThat(holds()).isEmpty();
        agent.awaitStoredMoreThan(0);
        JsonNode record = Agent.json(agent.get("/api/v1/journal?type=notice.acknowledged"))
                .get(0);
        assertThat(record.path("data").path("sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(record.path("data").path("version").asText())
                .isEqualTo(agent.notice().path("version").asText());
    }

    @Test
    @Order(3)
    void anotherIntervalIsNoOtherNotice() throws Exception {
        String version = agent.notice().path("version").asText();
        agent.policyOnly(0.5, true);
        await("the policy").atMost(Duration.ofSeconds(20)).until(() -> seconds() == 0.5);

        assertThat(holds()).isEmpty();
        assertThat(agent.notice().path("version").asText()).isEqualTo(version);
        assertThat(agent.notice().path("text").asText()).contains("every 0.5 seconds");
    }

    @Test
    @Order(4)
    void aPolicyThatRecordsMoreHoldsBeforeItShowsAndBeforeItsFirstTick() throws Exception {
        for (int round = 0; round < 3; round++) {
            agent.policyOnly(0.25, false);
            List<String> wrong = new ArrayList<>();
            await("the policy")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        JsonNode status = agent.status();
                        boolean shown = !status.path("policy")
                                .path("screenshot_blurred")
                                .asBoolean(true);
                        if (shown && !names(status).contains("tracking.notice")) {
                            wrong.add(status.toString());
                        }
                        return shown;
                    });
            assertThat(wrong).isEmpty();
            assertThat(holds()).containsExactly("tracking.notice");

            // Back again: what was acknowledged is not asked anew.
            agent.policyOnly(0.25, true);
            await("recording goes on").atMost(Duration.ofSeconds(20)).until(() -> holds().isEmpty());
            agent.awaitStoredMoreThan(agent.stored().size());
        }
        assertThat(readable()).isZero();
    }

    @Test
    @Order(5)
    void anOldVersionCannotBeAcknowledged() throws Exception {
        String old = agent.notice().path("version").asText();
        agent.policyOnly(0.25, false);
        await().atMost(Duration.ofSeconds(20)).until(() -> !holds().isEmpty());

        Agent.expect(409, agent.post("/api/v1/notice", Map.of("version", old)));
        Agent.expect(422, agent.post("/api/v1/notice", Map.of()));
        assertThat(holds()).containsExactly("tracking.notice");

        agent.acknowledge();
        await("readable ones").atMost(Duration.ofSeconds(20)).until(() -> readable() > 0);
    }

    @Test
    @Order(6)
    void swapsAskNobodyAnewAndNeitherDoesARestart() throws Exception {
        for (String capability : List.of("capture", "store-folder", "upload", "config-client", "tracking", "blur")) {
            Agent.expect(200, agent.post("/api/v1/bundles/" + capability + "/stop", Map.of()));
            if (!capability.equals("tracking")) {
                assertThat(holds()).as("without " + capability).isEmpty();
            }
            Agent.expect(200, agent.post("/api/v1/bundles/" + capability + "/start", Map.of()));
            assertThat(holds()).as("with " + capability).doesNotContain("tracking.notice");
        }
        agent.stop();
        agent.start();
        agent.signInOnly();
        assertThat(agent.notice().path("acknowledged").booleanValue()).isTrue();
        await().atMost(Duration.ofSeconds(20)).until(() -> holds().isEmpty());
        assertThat(agent.errors()).isEmpty();
    }

    @Test
    @Order(7)
    void anotherAdministratorIsAnotherViewer() throws Exception {
        Agent.expect(
                201,
                agent.post(
                        "/api/v1/users",
                        Map.of("username", "bob", "password", Agent.PASSWORD, "role", "admin", "factor", "totp")));
        assertThat(holds()).as("when it is answered").contains("tracking.notice");
        assertThat(agent.notice().path("text").asText()).contains("bob, as an administrator");
        agent.acknowledge();
        assertThat(holds()).isEmpty();
    }

    private static double seconds() {
        return agent.status().path("policy").path("screenshot_interval_seconds").asDouble();
    }

    private static List<String> holds() {
        return names(agent.status());
    }

    private static List<String> names(JsonNode status) {
        return StreamSupport.stream(status.path("tracking").path("holds").spliterator(), false)
                .map(hold -> hold.path("id").asText())
                .toList();
    }

    private static List<String> journalTypes() throws IOException {
        return StreamSupport.stream(
                        Agent.json(agent.get("/api/v1/journal?limit=10000")).spliterator(), false)
                .map(record -> record.path("type").asText())
                .toList();
    }

    private static long readable() throws IOException {
        return StreamSupport.stream(
                        Agent.json(agent.get("/api/v1/screenshots?limit=10000")).spliterator(), false)
                .filter(row -> !row.path("blurred").booleanValue())
                .count();
    }
}
