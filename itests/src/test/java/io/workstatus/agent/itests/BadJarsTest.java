package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.workstatus.agent.itests.foreign.Critical;
import io.workstatus.agent.itests.foreign.FailingActivate;
import io.workstatus.agent.itests.foreign.Good;
import io.workstatus.agent.itests.foreign.HangingActivate;
import io.workstatus.agent.itests.foreign.HangingDeactivate;
import io.workstatus.agent.itests.foreign.Intruder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Whatever is brought, and whichever way: what cannot be at work is refused or taken back, and what ran before runs. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // those that start the agent anew come last: they cost a sign-in
class BadJarsTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String NAME = "com.example.good";
    private static final String VERSION = "1.1.0";
    private static final byte[] GOOD = jar("1.1.0", Good.class, Map.of(), "");

    private static Agent agent;
    private static Path notes;

    @BeforeAll
    static void aForeignCapabilityIsAtWork() throws Exception {
        agent = Agent.unpack();
        notes = Files.createTempDirectory("workstatus-notes-");
        Files.setPosixFilePermissions(notes, PosixFilePermissions.fromString("rwxrwxrwx"));
        agent.start().setUpAndSignIn();
        Agent.expect(200, agent.putJar("/api/v1/bundles/" + NAME, GOOD));
        watchFor(2);
    }

    @AfterAll
    static void theEnd() throws Exception {
        agent.close();
    }

    /** A short watch, so that these tests are short. */
    private static void watchFor(int seconds) throws IOException {
        Agent.expect(
                302,
                agent.postForm(
                        "/system/console/configMgr/io.workstatus.agent.deploy",
                        "apply=true&action=ajaxConfigManager&propertylist=watchSeconds&watchSeconds=" + seconds));
    }

    private static byte[] jar(String version, Class<?> component, Map<String, String> headers, String elements) {
        return Jars.bundle(NAME, version, component, headers, elements);
    }

    private static byte[] newer(Map<String, String> headers) {
        return jar("1.2.0", Good.class, headers, "");
    }

    /** Name → jar and what the answer must say. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    private record Bad(byte[] jar, String says) {}

    private static Map<String, Bad> refusedAtOnce() {
        Map<String, Bad> bad = new LinkedHashMap<>();
        bad.put("empty", new Bad(new byte[0], "empty"));
        for (int tenths = 1; tenths <= 9; tenths++) {
            bad.put("cut off at " + tenths + "/10", new Bad(Arrays.copyOf(GOOD, GOOD.length * tenths / 10), "damaged"));
        }
        bad.put("no zip", new Bad("rubbish".repeat(999).getBytes(StandardCharsets.UTF_8), "damaged"));
        byte[] flipped = GOOD.clone();
        flipped[GOOD.length / 3] ^= 0x10;
        bad.put("a flipped bit", new Bad(flipped, "damaged"));
        bad.put("a bomb", new Bad(bomb(), "unpacks"));
        bad.put(
                "another name",
                new Bad(Jars.bundle("com.example.other", "9", Good.class, Map.of()), "com.example.other"));
        bad.put("a name with a path", new Bad(newer(Map.of("Bundle-SymbolicName", "../good")), "symbolic name"));
        bad.put("no bundle", new Bad(Jars.jar(Map.of(), Map.of("a", new byte[9])), "no OSGi bundle"));
        bad.put("no version", new Bad(newer(Map.of("Bundle-Version", "one")), "version"));
        bad.put("older", new Bad(jar("1.0.9", Good.class, Map.of(), ""), "older"));
        bad.put("an activator", new Bad(newer(Map.of("Bundle-Activator", "a.B")), "Bundle-Activator"));
        bad.put("an activator in other letters", new Bad(newer(Map.of("bundle-activator", "a.B")), "Bundle-Activator"));
        bad.put("a dynamic import", new Bad(newer(Map.of("DynamicImport-Package", "*")), "DynamicImport-Package"));
        bad.put("a fragment", new Bad(newer(Map.of("Fragment-Host", "io.workstatus.agent.door")), "Fragment-Host"));
        bad.put(
                "a framework extension",
                new Bad(newer(Map.of("Fragment-Host", "system.bundle;extension:=framework")), "Fragment-Host"));
        bad.put("an extension's activator", new Bad(newer(Map.of("ExtensionBundle-Activator", "a.B")), "Activator"));
        bad.put(
                "a missing import",
                new Bad(newer(Map.of("Import-Package", "com.example.missing")), "com.example.missing"));
        bad.put(
                "a newer import",
                new Bad(
                        newer(Map.of("Import-Package", "org.osgi.framework;version=\"[9,10)\"")),
                        "org.osgi.framework"));
        bad.put("a missing bundle", new Bad(newer(Map.of("Require-Bundle", "com.example.gone")), "com.example.gone"));
        bad.put(
                "a newer Java",
                new Bad(
                        newer(Map.of("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")),
                        "Java 99"));
        return bad;
    }

    private static Map<String, Bad> takenBack() {
        Map<String, Bad> bad = new LinkedHashMap<>();
        bad.put("a component that fails", new Bad(jar("1.2.0", FailingActivate.class, Map.of(), ""), "no such luck"));
        bad.put("a class that is not there", new Bad(jar("1.2.0", null, Map.of(), ""), "brought back"));
        bad.put(
                "never satisfied",
                new Bad(
                        jar("1.2.0", Good.class, Map.of(), "<reference name=\"x\" interface=\"com.example.Never\"/>"),
                        "Never"));
        bad.put(
                "critical",
                new Bad(
                        jar(
                                "1.2.0",
                                Critical.class,
                                Map.of(),
                                "<service><provide interface=\"org.apache.felix.hc.api.HealthCheck\"/></service>"),
                        "critical"));
        return bad;
    }

    private static byte[] bomb() {
        return Jars.jar(
                Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", NAME, "Bundle-Version", "9"),
                Map.of("zeros", new byte[600 << 20]));
    }

    @Test
    @Order(1)
    void putByAnybodyItIsRefusedWithOneClearSentence() throws Exception {
        Map<String, Bad> all = refusedAtOnce();
        all.putAll(takenBack());
        for (Map.Entry<String, Bad> bad : all.entrySet()) {
            long start = System.nanoTime();
            HttpResponse<byte[]> answer =
                    agent.putJar("/api/v1/bundles/" + NAME, bad.getValue().jar());
            assertThat(answer.statusCode()).as(bad.getKey()).isEqualTo(422);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(Agent.json(answer).path("detail").asText())
                    .as(bad.getKey())
                    .contains(bad.getValue().says())
                    .doesNotContain("\n");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as(bad.getKey())
                    .isLessThan(Duration.ofSeconds(20));
            assertOldOneRuns(bad.getKey());
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(30);
    }

    @Test
    @Order(2)
    void uploadedInTheConsoleItIsRefusedAsWell() throws Exception {
        Map<String, Bad> all = refusedAtOnce();
        all.putAll(takenBack());
        all.remove("another name"); // by this way it is a new capability
        for (Map.Entry<String, Bad> bad : all.entrySet()) {
            HttpResponse<byte[]> answer = agent.uploadJar(bad.getValue().jar());
            assertThat(answer.statusCode()).as(bad.getKey()).isEqualTo(422);
            assertOldOneRuns(bad.getKey());
        }
        assertThat(console()).doesNotContain("com.example.other");
    }

    @Test
    @Order(3)
    void uploadedInTheConsoleAGoodOneIsSwappedInAndKept() throws Exception {
        Agent.expect(302, agent.uploadJar(jar("1.1.0", Good.class, Map.of("Bundle-Name", "again"), "")));
        assertOldOneRuns("the same version");
        assertThat(journal()).contains("\"capability.replaced\"").contains("\"id\":\"com.example.good\"");
        assertThat(count(console(), "com.example.good")).isEqualTo(1);
    }

    @Test
    @Order(4)
    void droppedIntoTheFolderItIsRefusedAsWell() throws Exception {
        Map<String, Bad> all = refusedAtOnce();
        all.putAll(takenBack());
        List<String> sample =
                List.of("cut off at 5/10", "an activator", "a framework extension", "older", "never satisfied");
        for (String name : sample) {
            int before = count(journal(), "\"capability.refused\"");
            drop(load(NAME), all.get(name).jar());
            await(name).atMost(SOON).until(() -> count(journal(), "\"capability.refused\"") > before);
            assertOldOneRuns(name);
        }
        int before = count(journal(), "\"capability.refused\"");
        drop(
                load("com.example.new"),
                Jars.bundle(
                        "com.example.new", "1", Good.class, Map.of(), "<reference interface=\"com.example.Never\"/>"));
        await("a new one").atMost(SOON).until(() -> count(journal(), "\"capability.refused\"") > before);
        assertThat(console()).doesNotContain("com.example.new");
        // Both stay in the folder, and are there when the agent starts anew below.
    }

    @Test
    @Order(5)
    void fixedBundlesAreLeftAloneByTheConsole() throws Exception {
        JsonNode bundles = Agent.json(agent.get("/system/console/bundles.json")).path("data");
        int tried = 0;
        for (JsonNode bundle : bundles) {
            String name = bundle.path("symbolicName").asText();
            if (List.of("io.workstatus.agent.door", "io.workstatus.agent.deploy", "org.apache.felix.framework")
                            .contains(name)
                    || bundle.path("id").asInt() == 0) {
                for (String action : List.of("stop", "update", "uninstall", "refresh")) {
                    String path = "/system/console/bundles/" + bundle.path("id").asText();
                    assertThat(agent.postForm(path, "action=" + action).statusCode())
                            .as(action + " " + name)
                            .isEqualTo(403);
                }
                assertThat(agent.postForm("/system/console/bundles/" + name, "action=stop")
                                .statusCode())
                        .isEqualTo(403);
                tried++;
            }
        }
        assertThat(tried).isGreaterThanOrEqualTo(3);
        assertThat(agent.postForm("/system/console/vmstat", "action=setStartLevel&systemStartLevel=1")
                        .statusCode())
                .isEqualTo(403);
        assertThat(agent.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    @Order(6)
    void installedBehindEverybodysBackABundleNeverRuns() throws Exception {
        Files.write(notes.resolve("other.jar"), Jars.bundle("com.example.behind", "1", Good.class, Map.of()));
        byte[] intruder =
                Jars.bundle("com.example.intruder", "1", Intruder.class, Map.of("Test-Notes", notes.toString()));
        Agent.expect(200, agent.putJar("/api/v1/bundles/com.example.intruder", intruder));
        assertThat(Files.readString(notes.resolve("outcome"))).startsWith("refused");
        assertThat(agent.get("/health").statusCode()).isEqualTo(200);
        assertThat(agent.post("/api/v1/bundles/com.example.intruder/stop", Map.of())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(7)
    void anOlderOneIsTakenByForce() throws Exception {
        Agent.expect(
                200, agent.putJar("/api/v1/bundles/" + NAME + "?force=true", jar("1.0.9", Good.class, Map.of(), "")));
        assertThat(agent.capability(NAME).path("version").asText()).isEqualTo("1.0.9");
        Agent.expect(200, agent.putJar("/api/v1/bundles/" + NAME, GOOD));
    }

    @Test
    @Order(8)
    void whatNeverComesBackFromBeingStartedIsCutOff() throws Exception {
        hangs(jar("1.2.0", HangingActivate.class, Map.of(), ""), "starting");
    }

    @Test
    @Order(9)
    void whatNeverComesBackFromBeingStoppedIsCutOff() throws Exception {
        hangs(jar("1.2.0", HangingDeactivate.class, Map.of(), ""), "stopping");
    }

    private void hangs(byte[] jar, String step) throws Exception {
        long jvm = agent.jvm();
        HttpResponse<byte[]> answer = agent.putJar("/api/v1/bundles/" + NAME, jar);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Agent.json(answer).path("detail").asText()).contains(step);
        await().atMost(SOON).until(() -> agent.jvm() != jvm);
        agent.awaitReady();
        agent.signIn();
        assertOldOneRuns(step);
        assertThat(console()).doesNotContain("com.example.new").doesNotContain("com.example.behind");
        assertThat(journal()).contains("\"capability.hung\"").contains("a restart that the agent asked for");
    }

    // --- ---

    private static void assertOldOneRuns(String after) {
        JsonNode row = agent.capability(NAME);
        assertThat(row.path("version").asText()).as(after).isEqualTo(VERSION);
        assertThat(row.path("state").asText()).as(after).isEqualTo("active");
    }

    private static Path load(String name) {
        return agent.distribution().resolve("load/" + name + ".jar");
    }

    private static void drop(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(".dropped");
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String console() throws IOException {
        return new String(agent.get("/system/console/bundles.json").body(), StandardCharsets.UTF_8);
    }

    private static String journal() throws IOException {
        return new String(agent.get("/api/v1/journal?limit=10000").body(), StandardCharsets.UTF_8);
    }

    private static int count(String text, String what) {
        return text.split(java.util.regex.Pattern.quote(what), -1).length - 1;
    }
}
