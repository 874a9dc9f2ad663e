package io.workstatus.agent.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.recording.Hold;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.component.ComponentConstants;

class PauseTest {

    private static final Optional<Duration> HOUR = Optional.of(Duration.ofHours(1));

    @TempDir
    Path home;

    private final Fakes.Time time = new Fakes.Time();
    private RealRegistry registry;
    private Pause pause;

    @BeforeEach
    void start(@TempDir Path storage) throws Exception {
        registry = new RealRegistry(storage);
        pause = new Pause(registry.context(), time, home);
        pause.open();
    }

    @AfterEach
    void stop() throws Exception {
        pause.close(ComponentConstants.DEACTIVATION_REASON_DISPOSED);
        registry.stop();
    }

    @Test
    void aFreshHomeIsNotPaused() {
        assertThat(registry.holds()).isEmpty();
    }

    @Test
    void aPauseHoldsUntilItIsResumed() throws Exception {
        pause.begin("ada", "paused by ada: lunch", Optional.empty());
        assertThat(registry.holds()).containsExactly(new Hold("tracking.pause", "paused by ada: lunch", Fakes.NOON));

        pause.end("ada");
        assertThat(registry.holds()).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void aPauseEndsByItself() throws Exception {
        pause.begin("ada", "paused by ada", Optional.of(Duration.ofMillis(50)));

        await().until(() -> registry.holds().isEmpty());
        assertThat(file()).doesNotExist();
    }

    @Test
    void aSecondPauseTakesThePlaceOfTheFirst() throws Exception {
        pause.begin("ada", "paused by ada", Optional.of(Duration.ofMillis(50)));
        pause.begin("ada", "paused once more", HOUR);

        assertThat(registry.holds()).extracting(Hold::reason).containsExactly("paused once more");
    }

    @Test
    void aPauseHoldsNobodyElseAndComesBackWithItsUser() throws Exception {
        pause.attend("ada");
        pause.begin("ada", "paused by ada: lunch", HOUR);
        assertThat(reasons()).containsExactly("paused by ada: lunch");
        pause.leave();
        assertThat(reasons()).containsExactly("paused by ada: lunch");

        pause.attend("bob");
        assertThat(reasons()).isEmpty();
        pause.end("bob");
        pause.begin("bob", "paused by bob", Optional.empty());
        restart();
        pause.attend("bob");
        assertThat(reasons()).containsExactly("paused by bob");
        pause.end("bob");
        assertThat(reasons()).isEmpty();
        pause.leave();

        pause.attend("ada");
        assertThat(reasons()).containsExactly("paused by ada: lunch");
        pause.end("ada");
        assertThat(reasons()).isEmpty();
    }

    private java.util.List<String> reasons() {
        return registry.holds().stream().map(Hold::reason).toList();
    }

    @Test
    void aPauseOutlivesARestart() throws Exception {
        pause.begin("ada", "paused by ada", HOUR);
        restart();
        assertThat(registry.holds()).containsExactly(new Hold("tracking.pause", "paused by ada", Fakes.NOON));

        time.set(Fakes.NOON.plusSeconds(3_600));
        restart();
        await().until(() -> registry.holds().isEmpty());
    }

    @Test
    void aClockThatWentBackNeitherEndsAPauseNorMakesItLonger() {
        PauseNote note = new PauseNote("paused", Fakes.NOON, HOUR);

        assertThat(note.left(Fakes.NOON.minusSeconds(86_400))).isEqualTo(HOUR);
        assertThat(note.left(Fakes.NOON.plusSeconds(600))).contains(Duration.ofMinutes(50));
        assertThat(note.left(Fakes.NOON.plusSeconds(86_400))).contains(Duration.ZERO);
    }

    @Test
    void aDamagedFileHoldsUntilSomebodyResumes() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "{\"reason\": \"paus");
        restart();
        assertThat(registry.holds()).extracting(Hold::id).containsExactly("tracking.pause");

        pause.end("ada");
        restart();
        assertThat(registry.holds()).isEmpty();
    }

    @Test
    void aDiskThatRefusesDoesNotKeepAPauseFromHolding() throws Exception {
        Files.writeString(home.resolve("tracking"), "a file where the folder should be");

        pause.begin("ada", "paused by ada", HOUR);

        assertThat(registry.holds()).hasSize(1);
    }

    @Test
    void stoppingTheBundleEndsItsThread() throws Exception {
        pause.close(ComponentConstants.DEACTIVATION_REASON_DISPOSED);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .noneMatch(thread -> thread.getName().equals("workstatus-tracking-pause")));
        pause = new Pause(registry.context(), time, home);
    }

    private void restart() {
        pause.close(ComponentConstants.DEACTIVATION_REASON_DISPOSED);
        pause = new Pause(registry.context(), time, home);
        pause.open();
    }

    private Path file() {
        return home.resolve("tracking/pauses.json");
    }
}
