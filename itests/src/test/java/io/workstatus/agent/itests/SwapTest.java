package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A capability is replaced while everything runs; one that does not work is never left in place. */
class SwapTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static XScreen screen;
    private static Agent agent;

    @BeforeAll
    static void somebodyIsRecorded() throws Exception {
        screen = XScreen.start().showPattern();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start().setUpAndSignIn();
        agent.policy(0.25, true);
        agent.awaitStoredMoreThan(0);
    }

    @AfterAll
    static void theEnd() throws Exception {
        try {
            agent.close();
        } finally {
            screen.close();
        }
    }

    @Test
    void theSameBytesAgainAreARealSwapThatLosesNothing() throws Exception {
        for (String id : new String[] {
            "upload",
            "capture",
            "blur",
            "store-folder",
            "tracking",
            "config-client",
            "config-endpoint",
            "web",
            "activity",
            "battery"
        }) {
            HttpResponse<byte[]> answer = agent.putJar("/api/v1/bundles/" + id + "?force=true", factory(id));
            Agent.expect(200, answer);
            assertThat(Agent.json(answer).path("id").asText()).isEqualTo(id);
            assertThat(Agent.json(answer).path("state").asText()).isNotEqualTo("stopped");
        }
        agent.awaitStoredMoreThan(agent.stored().size() + 2);
        JsonNode queue = agent.status().path("queue");
        assertThat(queue.path("unaccounted").asInt()).isZero();
        assertThat(queue.path("quarantined").asInt()).isZero();
        assertThat(journal()).contains("capability.replaced");
    }

    @Test
    void aNewerVersionRunsAndStillRunsAfterARestart() throws Exception {
        Agent.expect(
                200,
                agent.putJar("/api/v1/bundles/blur", Jars.with(factory("blur"), Map.of("Bundle-Version", "0.1.1"))));
        assertThat(agent.capability("blur").path("version").asText()).isEqualTo("0.1.1");
        assertThat(agent.stop()).isZero();
        agent.start().signIn();
        assertThat(agent.capability("blur").path("version").asText()).isEqualTo("0.1.1");
        agent.awaitStoredMoreThan(agent.stored().size());
    }

    @Test
    void whatCannotBeACapabilityIsRefusedAndWhatRanRunsStill() throws Exception {
        byte[] good = factory("blur");
        Map<String, byte[]> bad = new TreeMap<>();
        bad.put("empty", new byte[0]);
        bad.put("no jar", "rubbish".getBytes(StandardCharsets.UTF_8));
        bad.put("cut off", Arrays.copyOf(good, good.length / 2));
        bad.put("another capability", factory("upload"));
        bad.put("an activator", Jars.with(good, Map.of("Bundle-Activator", "x.Y")));
        bad.put("a dynamic import", Jars.with(good, Map.of("DynamicImport-Package", "*")));
        bad.put("a fragment", Jars.with(good, Map.of("Fragment-Host", "system.bundle;extension:=framework")));
        bad.put("a missing import", Jars.with(good, Map.of("Import-Package", "com.example.missing")));
        bad.put(
                "a newer Java",
                Jars.with(good, Map.of("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")));
        bad.put("a component that is not there", Jars.with(good, Map.of("Import-Package", "org.osgi.framework")));
        String before = agent.capability("blur").path("version").asText();
        for (Map.Entry<String, byte[]> jar : bad.entrySet()) {
            HttpResponse<byte[]> answer = agent.putJar("/api/v1/bundles/blur", jar.getValue());
            assertThat(answer.statusCode()).as(jar.getKey()).isEqualTo(422);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(Agent.json(answer).path("detail").asText())
                    .as(jar.getKey())
                    .isNotBlank();
        }
        assertThat(agent.capability("blur").path("state").asText()).isEqualTo("active");
        assertThat(agent.capability("blur").path("version").asText()).isEqualTo(before);
        agent.awaitStoredMoreThan(agent.stored().size());
    }

    @Test
    void theJarBeforeIsBroughtBackByTheSameCheckedWay() throws Exception {
        JsonNode first = agent.capability("config-endpoint");
        String before = first.path("version").asText();
        assertThat(agent.post("/api/v1/bundles/tracking/previous", Map.of()).statusCode())
                .as("it was never replaced by another one")
                .isEqualTo(409);
        Agent.expect(
                200,
                agent.putJar(
                        "/api/v1/bundles/config-endpoint",
                        Jars.with(factory("config-endpoint"), Map.of("Bundle-Version", "0.1.5"))));
        assertThat(agent.capability("config-endpoint")
                        .path("previous")
                        .path("version")
                        .asText())
                .isEqualTo(before);

        HttpResponse<byte[]> answer = agent.post("/api/v1/bundles/config-endpoint/previous", Map.of());

        Agent.expect(200, answer);
        assertThat(Agent.json(answer).path("version").asText()).isEqualTo(before);
        assertThat(Agent.json(answer).path("state").asText()).isEqualTo("active");
        assertThat(Agent.json(answer).path("previous").path("version").asText()).isEqualTo("0.1.5");
        assertThat(new String(
                        agent.get("/api/v1/journal?type=capability.replaced&limit=1")
                                .body(),
                        StandardCharsets.UTF_8))
                .contains("\"id\":\"config-endpoint\"", "\"from\":\"0.1.5\"", "\"to\":\"" + before + "\"");
        Agent.expect(200, agent.post("/api/v1/bundles/config-endpoint/previous", Map.of()));
        assertThat(agent.capability("config-endpoint").path("version").asText()).isEqualTo("0.1.5");

        assertThat(agent.post("/api/v1/bundles/door/previous", Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(agent.post("/api/v1/bundles/nothing/previous", Map.of()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aFixedBundleAndAnUnknownOneAreNot() throws Exception {
        assertThat(agent.putJar("/api/v1/bundles/door", factory("blur")).statusCode())
                .isEqualTo(403);
        assertThat(agent.post("/api/v1/bundles/door/stop", Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(agent.post("/api/v1/bundles/nothing/stop", Map.of()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aJarThatIsDroppedIntoTheFolderIsTakenAndADamagedOneIsNot() throws Exception {
        Path load = agent.distribution().resolve("load/io.workstatus.agent.web.jar");
        drop(load, "rubbish".getBytes(StandardCharsets.UTF_8));
        await().atMost(SOON).until(() -> journal().contains("capability.refused"));
        assertThat(agent.capability("web").path("state").asText()).isEqualTo("active");

        drop(load, Jars.with(factory("web"), Map.of("Bundle-Version", "0.1.7")));
        await().atMost(SOON)
                .until(() -> agent.capability("web").path("version").asText().equals("0.1.7"));
    }

    // --- ---

    private static void drop(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(".dropped");
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String journal() throws IOException {
        return new String(agent.get("/api/v1/journal?limit=10000").body(), StandardCharsets.UTF_8);
    }

    private static byte[] factory(String id) throws IOException {
        return Files.readAllBytes(Path.of(System.getProperty("workstatus.distribution"))
                .resolve("load/io.workstatus.agent." + id.replace('-', '.') + ".jar"));
    }
}
