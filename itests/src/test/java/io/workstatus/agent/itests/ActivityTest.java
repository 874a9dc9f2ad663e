package io.workstatus.agent.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real events of an X server, counted by the assembled distribution. */
class ActivityTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String CANARY = "xylophonequartz";

    private XScreen screen;
    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        screen = XScreen.start();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start().setUpAndSignIn();
        awaitCounting();
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
    void whatIsTypedAndClickedIsCountedExactlyAndNothingElseIsKnownOfIt() throws Exception {
        screen.xdotool("type", "--delay", "2", CANARY);
        screen.xdotool("key", "--delay", "2", "--repeat", Integer.toString(500 - CANARY.length()), "a");
        screen.xdotool("click", "--delay", "2", "--repeat", "200", "1");
        screen.xdotool("click", "--delay", "2", "--repeat", "60", "4");
        screen.xdotool("click", "--delay", "2", "--repeat", "40", "5");

        awaitSums(500, 200, 100);
        assertThat(instancesAfterGarbageCollection("com.github.kwhat.jnativehook.keyboard.NativeKeyEvent"))
                .isZero();
        JsonNode row = rows().get(0);
        assertThat(row.path("user").asText()).isEqualTo(Agent.USER);
        assertThat(row.path("activeSeconds").asDouble()).isGreaterThan(0);

        agent.signOut();
        List<Path> stored = await().atMost(SOON).until(this::storedActivity, found -> !found.isEmpty());
        assertThat(agent.home().resolve("store").relativize(stored.get(0)).toString())
                .matches("activity/v=1/dt=\\d{4}-\\d\\d-\\d\\d/agent=[0-9a-f-]{36}/"
                        + "\\d{8}T\\d{6}\\.\\d{3}Z-[0-9A-HJKMNP-TV-Z]{26}\\.ndjson\\.gz");
        agent.signIn();
        awaitSums(500, 200, 100);
        assertThat(sumsOfTheStore()).isEqualTo(List.of(500L, 200L, 100L, sum("moves")));
        assertThat(filesWith(CANARY)).isEmpty();
        assertThat(agent.errors()).isEmpty();
    }

    @Test
    void aTremblingMouseIsNotCountedAndAMoveIs() throws Exception {
        screen.xdotool("mousemove", "100", "100");
        for (int i = 0; i < 20; i++) {
            screen.xdotool("mousemove_relative", "--", "2", "2", "mousemove_relative", "--", "-2", "-2");
        }
        screen.xdotool("key", "a");
        awaitSums(1, 0, 0);
        long before = sum("moves");
        screen.xdotool("mousemove", "400", "400");
        await().atMost(SOON).until(() -> sum("moves") == before + 1);
        assertThat(before).isLessThanOrEqualTo(1);
    }

    @Test
    void itIsStoppedStartedAndReplacedFiftyTimesAndCountsExactly() throws Exception {
        byte[] jar = Files.readAllBytes(agent.distribution().resolve("load/io.workstatus.agent.activity.jar"));
        long keys = 0;
        for (int round = 0; round < 50; round++) {
            screen.xdotool("key", "--delay", "1", "--repeat", "20", "a");
            keys += 20;
            awaitSums(keys, 0, 0);
            if (round % 2 == 0) {
                Agent.expect(200, agent.post("/api/v1/bundles/activity/stop", Map.of()));
                screen.xdotool("key", "b"); // while it is stopped, nobody counts
                Agent.expect(200, agent.post("/api/v1/bundles/activity/start", Map.of()));
            } else {
                Agent.expect(200, agent.putJar("/api/v1/bundles/activity", jar));
            }
            awaitCounting();
        }
        assertThat(sum("keys")).isEqualTo(keys);
        assertThat(mapped("libJNativeHook")).hasSize(1);
        await().atMost(SOON).until(() -> instancesAfterGarbageCollection("io.workstatus.agent.activity.Activity") == 1);
        assertThat(agent.classesNamed("io.workstatus.agent.activity.Activity")).isEqualTo(1);
        assertThat(agent.errors()).isEmpty();
    }

    @Test
    void aCrashLosesOneSampleAtMostAndNothingIsUploadedTwice() throws Exception {
        screen.xdotool("key", "--delay", "1", "--repeat", "50", "a");
        awaitSums(50, 0, 0);
        await().atMost(SOON).until(() -> kept("open") > 0); // the first sample is on the disk
        screen.xdotool("key", "--delay", "1", "--repeat", "5", "a");
        awaitSums(55, 0, 0);
        agent.kill();
        agent.awaitReady();
        agent.signIn();
        awaitCounting();
        assertThat(sum("keys")).isBetween(50L, 55L);
        long keys = sum("keys");
        agent.signOut();
        List<Path> stored = await().atMost(SOON).until(this::storedActivity, found -> !found.isEmpty());
        agent.signIn();
        assertThat(sum("keys")).isEqualTo(keys);
        assertThat(stored).doesNotHaveDuplicates();
    }

    @Test
    void theDownloadHasTheSameColumnsAndSaysWhenTheCapabilityIsNotThere() throws Exception {
        screen.xdotool("key", "a");
        awaitSums(1, 0, 0);
        String csv =
                new String(agent.get("/api/v1/export?what=activity&format=csv").body(), UTF_8);
        assertThat(csv)
                .startsWith("from,to,user,keys,clicks,wheel,moves,activeSeconds\r\n")
                .contains(",ada,1,0,0,");
        String ndjson = new String(
                agent.get("/api/v1/export?what=activity&format=ndjson").body(), UTF_8);
        assertThat(ndjson).contains("\"keys\":1,");
        assertThat(agent.get("/api/v1/export?what=activity&bucket=x").statusCode())
                .isEqualTo(400);
        assertThat(agent.get("/api/v1/activity?from=x").statusCode()).isEqualTo(400);
        Agent.expect(200, agent.post("/api/v1/bundles/activity/stop", Map.of()));
        assertThat(agent.get("/api/v1/export?what=activity").statusCode()).isEqualTo(503);
        assertThat(agent.get("/api/v1/activity").statusCode()).isEqualTo(503);
    }

    // --- ---

    private void awaitCounting() {
        await().atMost(SOON).until(() -> agent.status().path("activity").isObject());
    }

    private void awaitSums(long keys, long clicks, long wheel) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(List.of(sum("keys"), sum("clicks"), sum("wheel")))
                        .isEqualTo(List.of(keys, clicks, wheel)));
    }

    private long sum(String name) throws IOException {
        long sum = 0;
        for (JsonNode row : rows()) {
            sum += row.path(name).asLong();
        }
        return sum;
    }

    private JsonNode rows() throws IOException {
        var answer = agent.get("/api/v1/activity");
        Agent.expect(200, answer);
        return Agent.json(answer);
    }

    /** Read by DuckDB, with the partitions of the keys as columns. */
    private List<Long> sumsOfTheStore() throws Exception {
        String files = agent.home().resolve("store") + "/activity/v=1/**/*.ndjson.gz";
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT sum(keys), sum(clicks), sum(wheel), sum(moves), count(DISTINCT agent), min(dt)"
                                + " FROM read_ndjson_auto('" + files + "', hive_partitioning = true)"
                                + " WHERE user = '" + Agent.USER + "'")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(5)).isEqualTo(1);
            assertThat(row.getString(6)).startsWith("20");
            return List.of(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }

    private List<Path> storedActivity() {
        return agent.storedObjects().stream()
                .filter(file -> file.toString().contains("/store/activity/"))
                .toList();
    }

    private long kept(String folder) throws IOException {
        try (Stream<Path> files = Files.list(agent.home().resolve("activity").resolve(folder))) {
            return files.count();
        }
    }

    private List<Path> filesWith(String text) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(agent.home())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private List<String> mapped(String library) throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/" + agent.jvm() + "/maps"))) {
            return maps.filter(line -> line.contains(library))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .toList();
        }
    }

    /** The histogram counts what is alive: it collects garbage first. */
    private long instancesAfterGarbageCollection(String type) throws Exception {
        return agent.jcmd("GC.class_histogram")
                .lines()
                .filter(line -> line.strip().matches("\\d+:.*\\s" + java.util.regex.Pattern.quote(type) + "(\\s.*)?"))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[1]))
                .sum();
    }
}
