package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
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

    private static final JsonMapper JSON = new JsonMapper();

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
    void theDisplayDiesAndComesBackUploadsGoOnAndRecordingResumesAfterSignIn() throws Exception {
        agent.policy(0.25, true);
        agent.awaitStoredMoreThan(1);
        await().atMost(SOON).until(() -> agent.status().path("activity").isObject());
        screen.xdotool("key", "--delay", "2", "--repeat", "20", "a");
        await("a sample is on the disk").atMost(SOON).until(() -> keysOnTheDisk() == 20);
        Path store = agent.home().resolve("store");
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(dayFolder(store), PosixFilePermissions.fromString("r-xr-xr-x"));
        await("some wait").atMost(SOON).until(() -> agent.pending().size() >= 2);
        screen.xdotool("key", "--delay", "2", "--repeat", "5", "a");
        long first = agent.jvm();
        int port = agent.port();
        int number = screen.number();

        screen.close();
        await().atMost(SOON).until(() -> agent.jvm() != first);
        agent.awaitReady();
        assertThat(agent.port()).isEqualTo(port);
        List<Path> accepted = agent.pending();
        assertThat(accepted).hasSizeGreaterThanOrEqualTo(2);
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(dayFolder(store), PosixFilePermissions.fromString("rwxr-xr-x"));
        await("uploads go on without a display")
                .atMost(SOON)
                .until(() -> agent.pending().isEmpty());
        agent.signIn();
        assertThat(agent.status().path("tracking").toString()).contains("capture.display");
        List<Path> before = agent.stored();

        screen = XScreen.start(number).showPattern();

        await().atMost(SOON).until(() -> agent.stored().size() > before.size());
        await().atMost(SOON)
                .until(() -> agent.status().path("tracking").path("allowed").asBoolean());
        long keys = 0;
        for (JsonNode row : Agent.json(agent.get("/api/v1/activity"))) {
            keys += row.path("keys").asLong();
        }
        assertThat(keys).as("one sample is missing at most").isBetween(20L, 25L);
        JsonNode queue = agent.status().path("queue");
        assertThat(queue.path("unaccounted").asInt()).isZero();
    }

    private static Path dayFolder(Path store) throws IOException {
        try (var days = Files.list(store.resolve("screenshots/v=1"))) {
            Path day = days.max(Comparator.naturalOrder()).orElseThrow();
            try (var agents = Files.list(day)) {
                return agents.findFirst().orElseThrow();
            }
        }
    }

    /** Of the samples that are over. */
    private long keysOnTheDisk() throws IOException {
        long keys = 0;
        for (String name : List.of("open", "sealed")) {
            try (var files = Files.list(agent.home().resolve("activity").resolve(name))) {
                for (Path file : files.toList()) {
                    for (String line : Files.readAllLines(file)) {
                        keys += JSON.readTree(line).path("keys").asLong();
                    }
                }
            }
        }
        return keys;
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
