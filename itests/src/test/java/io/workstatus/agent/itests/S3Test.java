package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** With a bucket set, S3 is the store: all of it, and nothing of it anywhere else. */
class S3Test {

    private static final Duration SOON = Duration.ofSeconds(45);
    private static final String PID = "io.workstatus.agent.store.s3";
    private static final String KEY = "screenshots/v=1/dt=\\d{4}-\\d\\d-\\d\\d/agent=[0-9a-f-]{36}"
            + "/\\d{8}T\\d{6}\\.\\d{3}Z-[0-9A-HJKMNP-TV-Z]{26}\\.jpg";
    private static final String ACTIVITY_KEY =
            "activity/v=1/dt=\\d{4}-\\d\\d-\\d\\d/agent=[0-9a-f-]{36}" + "/[^/]+-[0-9A-HJKMNP-TV-Z]{26}\\.ndjson\\.gz";

    private S3Server server;
    private XScreen screen;
    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start();
        screen = XScreen.start().showPattern();
        agent = Agent.unpack()
                .with("DISPLAY", screen.display())
                .with("AWS_ACCESS_KEY_ID", S3Server.KEY_ID)
                .with("AWS_SECRET_ACCESS_KEY", S3Server.SECRET)
                .with("AWS_EC2_METADATA_DISABLED", "true")
                .start()
                .setUpAndSignIn();
    }

    @AfterEach
    void end() throws Exception {
        try {
            agent.close();
        } finally {
            screen.close();
            server.close();
        }
    }

    @Test
    void screenshotsArriveOnceThroughABadSettingASwapAndARestartAndNowhereElse() throws Exception {
        agent.policy(600, true);
        agent.configure(PID, server.configuration(S3Server.BUCKET));
        awaitDestination("s3://" + S3Server.BUCKET + "/ ");
        agent.policy(0.25, true);
        await().atMost(SOON).until(() -> server.stored().size() >= 3);
        assertContract();
        int inFolder = agent.stored().size();

        agent.configure(PID, server.configuration("No_Such_Name"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                agent.capability("store-s3").path("reason").asText())
                        .contains("No_Such_Name"));
        await().atMost(SOON).until(() -> queue("pending") >= 3);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                agent.capability("upload").path("reason").asText())
                        .contains("No_Such_Name"));
        assertThat(journal()).contains("configuration.invalid");

        Map<String, Object> prefixed = new HashMap<>(server.configuration(S3Server.BUCKET));
        prefixed.put("prefix", "team-a/");
        agent.configure(PID, prefixed);
        awaitDestination("s3://" + S3Server.BUCKET + "/team-a/");
        agent.acknowledge();
        await().atMost(SOON).until(() -> queue("pending") < 3);
        Agent.expect(
                200,
                agent.putJar(
                        "/api/v1/bundles/store-s3",
                        Files.readAllBytes(agent.distribution().resolve("load/" + PID + ".jar"))));
        int before = server.stored().size();
        await().atMost(SOON).until(() -> server.stored().size() > before + 2);
        agent.policy(600, true);
        await().atMost(SOON).until(() -> queue("pending") == 0);

        assertThat(agent.stop()).isZero();
        agent.start().signIn();
        assertContract();
        assertThat(server.stored()).hasSize(queue("sent") - inFolder);
        assertThat(server.stored().keySet()).anyMatch(key -> key.startsWith("team-a/screenshots/"));
        assertThat(agent.stored()).as("the folder").hasSize(inFolder);
        assertThat(queue("unaccounted")).isZero();
        assertThat(queue("quarantined")).isZero();
        assertThat(agent.errors()).isEmpty();
        assertThat(Files.readString(agent.home().resolve("logs/workstatus.log")) + journal())
                .doesNotContain(S3Server.SECRET);
    }

    private void awaitDestination(String destination) {
        await().atMost(SOON).until(() -> agent.notice().toString().contains(destination));
    }

    private int queue(String name) {
        return agent.status().path("queue").path(name).asInt();
    }

    private void assertContract() throws Exception {
        for (Map.Entry<String, HeadObjectResponse> object : server.stored().entrySet()) {
            boolean isScreenshot = object.getKey().contains("screenshots/");
            assertThat(object.getKey()).matches("(team-a/)?" + (isScreenshot ? KEY : ACTIVITY_KEY));
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(server.read(object.getKey())));
            assertThat(object.getValue().metadata())
                    .containsEntry("sha256", hash)
                    .containsEntry("user", Agent.USER)
                    .containsKey("created-at");
            if (isScreenshot) {
                assertThat(object.getValue().contentType()).isEqualTo("image/jpeg");
            }
        }
        for (JsonNode row : Agent.json(agent.get("/api/v1/screenshots?limit=1000"))) {
            if (row.path("state").asText().equals("sent")) {
                assertThat(agent.get("/api/v1/screenshots/" + row.path("id").asText())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    private String journal() throws Exception {
        return new String(agent.get("/api/v1/journal?limit=10000").body(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
