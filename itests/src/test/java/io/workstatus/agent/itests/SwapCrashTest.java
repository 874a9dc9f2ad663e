package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.workstatus.agent.itests.foreign.Good;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** There is one source of truth about what runs, whatever happens in the middle of a swap, and whichever release runs. */
class SwapCrashTest {

    private static final Duration SOON = Duration.ofSeconds(45);
    private static final String NAME = "com.example.good";

    private Agent agent;
    private Path notes;

    @BeforeEach
    void start() throws Exception {
        notes = Files.createTempDirectory("workstatus-notes-");
        Files.setPosixFilePermissions(notes, PosixFilePermissions.fromString("rwxrwxrwx"));
        agent = Agent.unpack().start().setUpAndSignIn();
    }

    @AfterEach
    void end() throws Exception {
        agent.close();
    }

    private byte[] version(String version) {
        return Jars.bundle(NAME, version, Good.class, Map.of("Test-Notes", notes.toString()));
    }

    @Test
    void killedAtAnyStepOfASwapTheOldOrTheNewOneRunsAndOnlyOnce() throws Exception {
        Agent.expect(200, agent.putJar("/api/v1/bundles/" + NAME, version("1.0.0")));

        dieAt("deactivate-1.0.0", "1.0.1"); // the old one is being stopped
        assertThat(running()).isEqualTo("1.0.0");

        agent.signIn();
        dieAt("activate-1.0.1", "1.0.1"); // the new one is being started
        assertThat(running()).isEqualTo("1.0.0");

        agent.signIn();
        dieAt("deactivate-1.0.1", "1.0.1"); // it is tried whether the new one can be stopped
        assertThat(running()).isEqualTo("1.0.0");

        agent.signIn();
        Random random = new Random(20_261_125);
        long jvm = agent.jvm();
        Thread killer = new Thread(() -> {
            try {
                Thread.sleep(random.nextInt(400));
                agent.kill();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        killer.start();
        putAndExpectNothing("1.0.1");
        killer.join();
        awaitAnother(jvm);
        assertThat(running()).isIn("1.0.0", "1.0.1");
        assertThat(agent.errors()).isEmpty();
    }

    /** A note makes the component die at this step. */
    private void dieAt(String step, String version) throws Exception {
        Path note = Files.createFile(notes.resolve("die-at-" + step));
        long jvm = agent.jvm();
        putAndExpectNothing(version);
        assertThat(note).doesNotExist();
        awaitAnother(jvm);
    }

    private void putAndExpectNothing(String version) {
        try {
            agent.putJar("/api/v1/bundles/" + NAME, version(version));
        } catch (IOException e) {
            // it died before it could answer
        }
    }

    private void awaitAnother(long jvm) {
        await().atMost(SOON).until(() -> agent.jvm() != jvm);
        Path file = notes.resolve("notes");
        agent.awaitReady();
        await().atMost(SOON)
                .until(() -> Files.readString(file)
                        .lines()
                        .reduce((a, b) -> b)
                        .orElse("")
                        .startsWith("activate"));
    }

    /** What came up last, and the shelf agrees. */
    private String running() throws IOException {
        List<String> lines = Files.readAllLines(notes.resolve("notes"));
        String version = lines.get(lines.size() - 1).substring("activate ".length());
        Path shelf = agent.home().resolve("bundles").resolve(NAME);
        String current = Files.readString(shelf.resolve("current")).strip();
        assertThat(Files.readAllBytes(shelf.resolve(current + ".jar"))).isEqualTo(version(version));
        return version;
    }

    @Test
    void anotherReleaseTakesTheHomeOverWithoutDoublesAndGoingBackWorks() throws Exception {
        Agent.expect(200, agent.putJar("/api/v1/bundles/" + NAME, version("1.0.0")));
        assertThat(agent.stop()).isZero();

        Path next = agent.unpackAnother("next");
        change(next.resolve("bundle/jspecify.jar"), Map.of("Bundle-Name", "the next release"));
        change(next.resolve("load/io.workstatus.agent.blur.jar"), Map.of("Bundle-Version", "0.2.0"));
        agent.start().signIn();
        assertOneOfEach("0.2.0");
        assertThat(agent.stop()).isZero();

        agent.runFrom("agent");
        agent.start().signIn();
        assertOneOfEach("0.1.0");
        assertThat(agent.stop()).isZero();

        agent.unpackAnother("moved"); // the same release in another folder
        agent.start().signIn();
        assertOneOfEach("0.1.0");
        assertThat(agent.errors()).isEmpty();
    }

    private void assertOneOfEach(String blur) throws IOException {
        assertThat(agent.capability("blur").path("version").asText()).isEqualTo(blur);
        assertThat(agent.capability(NAME).path("version").asText()).isEqualTo("1.0.0");
        JsonNode bundles = Agent.json(agent.get("/system/console/bundles.json")).path("data");
        assertThat(bundles)
                .extracting(bundle -> bundle.path("symbolicName").asText())
                .doesNotHaveDuplicates();
    }

    private static void change(Path jar, Map<String, String> headers) throws IOException {
        Files.write(jar, Jars.with(Files.readAllBytes(jar), headers));
    }
}
