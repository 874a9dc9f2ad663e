package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What ends a process at any moment costs nothing that was accepted. */
class CrashTest {

    private static final Duration SOON = Duration.ofSeconds(45);

    private XScreen screen;
    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        screen = XScreen.start().showPattern();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start().setUpAndSignIn();
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
    void killedWhileTheStoreCannotBeWrittenEveryAcceptedScreenshotArrivesOnce() throws Exception {
        Path store = Files.createDirectories(agent.home().resolve("store"));
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("r-xr-xr-x"));
        agent.policy(0.25, true);
        await().atMost(SOON).until(() -> agent.pending().size() >= 8);
        assertThat(agent.status()
                        .path("queue")
                        .path("lastError")
                        .path("message")
                        .asText())
                .contains("store");
        assertThat(agent.stored()).isEmpty();

        long killed = agent.jvm();
        agent.kill();
        Map<String, String> accepted = hashesById(agent.pending());
        await().atMost(SOON).until(() -> agent.jvm() != killed);
        agent.awaitReady();
        assertThat(agent.pending()).as("after the restart").hasSizeGreaterThanOrEqualTo(accepted.size());

        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxrwxrwx"));
        await().atMost(SOON).until(() -> agent.pending().isEmpty());

        agent.signIn();
        agent.policy(600, true);
        await().atMost(SOON).untilAsserted(() -> assertEveryOneArrivedOnce(accepted.keySet()));
        assertThat(journal()).contains("signal KILL");
    }

    /** A tick that was under way when the policy changed may still come in; what is lost or doubled stays so. */
    private void assertEveryOneArrivedOnce(Set<String> accepted) throws Exception {
        Map<String, Long> copies = agent.stored().stream()
                .collect(Collectors.groupingBy(CrashTest::idOf, TreeMap::new, Collectors.counting()));
        assertThat(copies).containsKeys(accepted.toArray(String[]::new));
        assertThat(copies.values()).containsOnly(1L);
        for (JsonNode row : Agent.json(agent.get("/api/v1/screenshots?limit=1000"))) {
            Path file = agent.home().resolve("store").resolve(row.path("key").asText());
            assertThat(sha256(file)).isEqualTo(row.path("sha256").asText());
        }
        JsonNode queue = agent.status().path("queue");
        assertThat(queue.path("unaccounted").asInt()).isZero();
        assertThat(queue.path("offered").asInt())
                .isEqualTo(queue.path("sent").asInt())
                .isEqualTo(agent.storedObjects().size());
    }

    @Test
    void theDisplayDiesAndComesBackAndRecordingResumesAfterSignIn() throws Exception {
        agent.policy(0.25, true);
        await().atMost(SOON).until(() -> agent.stored().size() >= 2);
        long first = agent.jvm();
        int port = agent.port();
        int number = screen.number();

        screen.close();
        await().atMost(SOON).until(() -> agent.jvm() != first);
        agent.awaitReady();
        assertThat(agent.port()).isEqualTo(port);
        agent.signIn();
        assertThat(agent.status().path("tracking").toString()).contains("capture.display");
        List<Path> before = agent.stored();

        screen = XScreen.start(number).showPattern();

        await().atMost(SOON).until(() -> agent.stored().size() > before.size());
        await().atMost(SOON)
                .until(() -> agent.status().path("tracking").path("allowed").asBoolean());
    }

    private String journal() throws Exception {
        return new String(agent.get("/api/v1/journal?limit=10000").body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Map<String, String> hashesById(List<Path> items) {
        Map<String, String> ids = new TreeMap<>();
        items.forEach(item -> ids.put(idOf(item), item.toString()));
        return ids;
    }

    private static String idOf(Path file) {
        String name = file.getFileName().toString();
        return name.replaceAll("^.*?([0-9A-HJKMNP-TV-Z]{26})\\.[a-z]+$", "$1");
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
