package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong at the start is said in one clear line, with the right exit code, and costs nothing. */
class BadStartTest {

    private Agent agent;

    @BeforeEach
    void unpack() throws Exception {
        agent = Agent.unpack();
    }

    @AfterEach
    void remove() throws Exception {
        agent.close();
    }

    @Test
    void aPortThatIsTakenIsExitCode4() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            agent.with("WORKSTATUS_PORT", Integer.toString(taken.getLocalPort()));
            assertRefused(agent.outcome("run"), 4, Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aSecondInstanceIsExitCode3AndTheFirstGoesOn() throws Exception {
        agent.start();
        assertRefused(agent.outcome("run"), 3, "another instance");
        assertThat(agent.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void aHomeThatCannotBeWrittenIsExitCode1() throws Exception {
        agent.with("WORKSTATUS_HOME", "/proc/workstatus");
        assertRefused(agent.outcome("run"), 1, "/proc/workstatus");
    }

    @Test
    void aHomeThatIsAFileIsExitCode1() throws Exception {
        agent.with("WORKSTATUS_HOME", agent.distribution().resolve("LICENSE").toString());
        assertRefused(agent.outcome("run"), 1, "LICENSE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "-1", "65536", "80 80"})
    void aPortThatIsNoneIsExitCode2(String port) throws Exception {
        agent.with("WORKSTATUS_PORT", port);
        assertRefused(agent.outcome("run"), 2, "WORKSTATUS_PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.0.2", "1.8.0_392", "16"})
    void aJavaThatIsTooOldIsExitCode1(String version) throws Exception {
        Path java =
                Files.createDirectories(agent.distribution().resolve("old/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2019-01-15' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        agent.with("JAVA_HOME", agent.distribution().resolve("old").toString());
        assertRefused(agent.outcome("run"), 1, version);
    }

    @Test
    void aJavaThatIsNotThereIsExitCode1() throws Exception {
        agent.with("JAVA_HOME", "/nonexistent");
        assertRefused(agent.outcome("run"), 1, "/nonexistent/bin/java");
    }

    @Test
    void wrongUseIsExitCode2() throws Exception {
        assertThat(agent.outcome().code()).isEqualTo(2);
        assertThat(agent.outcome("dance").code()).isEqualTo(2);
        assertThat(agent.outcome("run", "fast").code()).isEqualTo(2);
        assertThat(agent.outcome("enable").code()).isEqualTo(2);
        assertThat(agent.outcome("enable", "../x").code()).isEqualTo(2);
        assertThat(agent.outcome("help").code()).isZero();
    }

    @Test
    void startStatusAndStopWorkInTheBackground() throws Exception {
        assertThat(agent.outcome("status").code()).isEqualTo(1);
        Agent.Outcome started = agent.outcome("start");
        assertThat(started.code()).as(started.text()).isZero();
        assertThat(started.text()).contains("http://localhost:" + agent.port() + "/signin#token=");
        assertThat(agent.outcome("status").text()).contains("http://localhost:" + agent.port());
        assertThat(agent.outcome("start").code()).isEqualTo(3);

        assertThat(agent.outcome("stop").code()).isZero();

        assertThat(agent.home().resolve("http.port")).doesNotExist();
        assertThat(agent.outcome("status").code()).isEqualTo(1);
    }

    @Test
    void aCleanStopIsExitCode0AndLeavesNoPort() throws Exception {
        agent.start();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(agent.home())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(agent.home().resolve("setup-token"))))
                .isEqualTo("rw-------");
        assertThat(agent.stop()).isZero();
        assertThat(agent.home().resolve("http.port")).doesNotExist();
        assertThat(agent.errors()).isEmpty();
    }

    @Test
    void damagedFilesInTheHomeAreSetAsideAndTheAgentStarts() throws Exception {
        Path home = agent.home();
        for (String folder : new String[] {"queue/pending", "provision"}) {
            Files.createDirectories(home.resolve(folder));
        }
        Files.writeString(home.resolve("queue/pending/01ARZ3NDEKTSV4RRFFQ69G5FAV.item"), "rubbish");
        Files.write(home.resolve("queue/pending/01ARZ3NDEKTSV4RRFFQ69G5FAW.item"), new byte[5000]);
        Files.writeString(home.resolve("provision/io.workstatus.agent.capture.json"), "interval: soon");
        giveHomeToTheAgent();

        agent.start();

        try (Stream<Path> aside = Files.list(home.resolve("queue/quarantine"))) {
            assertThat(aside.filter(file -> file.toString().contains("01ARZ3ND"))
                            .count())
                    .isGreaterThanOrEqualTo(2);
        }
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(agent.readOutput()).contains("io.workstatus.agent.capture.json was not applied"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "\"soon\""})
    void aLocalIntervalThatCannotBeIsSaidThoughThePolicyOverridesIt(String interval) throws Exception {
        Path file = agent.home().resolve("provision/io.workstatus.agent.capture.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"intervalSeconds\": " + interval + "}");
        giveHomeToTheAgent();

        agent.start();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(agent.readOutput()
                                .lines()
                                .filter(line -> line.contains(
                                        "intervalSeconds is set to '" + interval.replace("\"", "") + "'")))
                        .as(agent.readOutput())
                        .singleElement()
                        .asString()
                        .contains("0.25 to 86400", "change it in the configuration io.workstatus.agent.capture"));
    }

    @Test
    void aDamagedUsersFileLetsNobodyInAndSaysHowToRestoreIt() throws Exception {
        Files.createDirectories(agent.home());
        Files.writeString(agent.home().resolve("users.json"), "{\"users\": [");
        giveHomeToTheAgent();

        agent.launch();

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(agent.readOutput()).contains("users.json"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(agent.home().resolve("http.port")).exists());
        assertThat(agent.get("/health").statusCode()).isEqualTo(503);
        assertThat(agent.get("/api/v1/status").statusCode()).isEqualTo(401);
        assertThat(agent.home().resolve("setup-token"))
                .as("set-up is not open to whoever damages a file")
                .doesNotExist();
    }

    @Test
    void aHomeThatIsNamedWithAnUmlautStartsUnderThePlainestLocale() throws Exception {
        Path home = agent.home().resolveSibling("ä/hö");
        agent.with("WORKSTATUS_HOME", home.toString()).with("LC_ALL", "C");
        Agent.Outcome started = agent.outcome("start");
        try {
            assertThat(started.code()).as(started.text()).isZero();
        } finally {
            assertThat(agent.outcome("stop").code()).isZero();
        }
    }

    @Test
    void whoeverChangesTheirMindAtOnceIsObeyed() throws Exception {
        agent.launch();
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> Files.exists(agent.home().resolve("logs")));
        assertThat(agent.stop()).as(agent.readOutput()).isZero();
        assertThat(agent.home().resolve("http.port")).doesNotExist();
    }

    @Test
    void stopEndsAJvmThatNobodyWatchesOverAnyMore() throws Exception {
        agent.start();
        long jvm = agent.jvm();
        agent.killSupervisor();

        assertThat(agent.outcome("stop").code()).isZero();

        assertThat(agent.home().resolve("http.port")).doesNotExist();
        assertThat(agent.outcome("status").code()).isEqualTo(1);
        assertThat(hasEnded(jvm)).isTrue();
    }

    /** Nobody may be left to notice that it ended: a zombie has. */
    private static boolean hasEnded(long process) throws Exception {
        Process ps = new ProcessBuilder("ps", "-p", Long.toString(process), "-o", "stat=").start();
        String state = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return state.isBlank() || state.startsWith("Z");
    }

    private void giveHomeToTheAgent() throws Exception {
        if (Agent.isRoot()) {
            Agent.run("chown", "-R", "65534:65534", agent.home().toString());
        }
    }

    private static void assertRefused(Agent.Outcome outcome, int code, String about) {
        assertThat(outcome.code()).as(outcome.text()).isEqualTo(code);
        assertThat(outcome.text().strip().lines())
                .as("one line")
                .singleElement()
                .asString()
                .contains(about);
    }
}
