package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    private static final JsonMapper JSON = new JsonMapper();

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
        // Recording goes on, and one may be stored between two looks; what is lost or doubled stays so.
        await("what was sent is stored")
                .atMost(SOON)
                .until(() -> queue("pending") == 0 && server.stored().size() == queue("sent") - inFolder);
        assertThat(server.stored().keySet()).anyMatch(key -> key.startsWith("team-a/screenshots/"));
        assertThat(agent.stored()).as("the folder").hasSize(inFolder);
        assertThat(queue("unaccounted")).isZero();
        assertThat(queue("quarantined")).isZero();
        assertThat(agent.errors()).isEmpty();
        assertTheJournalStandsWhereTheObjectsSay();
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
            String hash = sha256(server.read(object.getKey()));
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

    /** Each object tells the journal's head of when it was stored, with which {@code verify} holds the journal against. */
    private void assertTheJournalStandsWhereTheObjectsSay() throws Exception {
        Map<String, String> hashes = new HashMap<>();
        for (String line : journalLines()) {
            hashes.put(
                    JSON.readTree(line).path("seq").asText(),
                    sha256(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
        List<String> command = new ArrayList<>(List.of("verify"));
        for (Map.Entry<String, HeadObjectResponse> object : server.stored().entrySet()) {
            Map<String, String> metadata = object.getValue().metadata();
            String seq = metadata.get("journal-seq");
            assertThat(metadata.get("journal-head"))
                    .as(object.getKey())
                    .isNotNull()
                    .isEqualTo(hashes.get(seq));
            command.add(seq + ":" + metadata.get("journal-head"));
        }
        Agent.Outcome intact = agent.outcome(command.toArray(String[]::new));
        assertThat(intact.code()).as(intact.text()).isZero();

        String last = command.get(command.size() - 1);
        String seq = last.substring(0, last.indexOf(':'));
        Agent.Outcome another = agent.outcome("verify", seq + ":" + "0".repeat(64));
        assertThat(another.code()).as(another.text()).isEqualTo(1);
        assertThat(another.text()).contains("record " + seq);
    }

    private List<String> journalLines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(agent.home().resolve("journal"))) {
            for (Path file : files.filter(each ->
                            !each.endsWith("heads.ndjson") && each.toString().endsWith(".ndjson"))
                    .toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private String journal() throws Exception {
        return new String(agent.get("/api/v1/journal?limit=10000").body(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
