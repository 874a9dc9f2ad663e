package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.recording.Session;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordingSessionTest {

    private static final Duration LENGTH = Duration.ofHours(12);

    private final SetTime time = new SetTime();
    private final KeptJournal journal = new KeptJournal();
    private final List<Session> registered = new CopyOnWriteArrayList<>();
    private final RecordingSession recording = new RecordingSession(time, journal, session -> {
        registered.add(session);
        return () -> registered.remove(session);
    });

    @AfterEach
    void end() {
        recording.shutdown();
    }

    @Test
    void sessionIsRegisteredWhenTheCallReturns() {
        recording.open("ada", LENGTH);
        assertThat(registered)
                .containsExactly(new Session("ada", time.now(), time.now().plus(LENGTH), time.nanoTime()));
        assertThat(recording.current()).contains(registered.get(0));
    }

    @Test
    void secondSignInKeepsTheSessionThatIsThere() {
        recording.open("ada", LENGTH);
        Session first = registered.get(0);
        time.pass(Duration.ofMinutes(5));
        recording.open("ada", LENGTH);
        recording.open("bob", LENGTH);
        assertThat(registered).containsExactly(first);
    }

    @Test
    void onlyItsUserClosesIt() {
        recording.open("ada", LENGTH);
        recording.close("bob", "signed out");
        assertThat(registered).hasSize(1);
        recording.close("ADA", "signed out");
        assertThat(registered).isEmpty();
        assertThat(journal.of("session.closed").get(0).data()).isEqualTo(Map.of("user", "ada", "why", "signed out"));
        recording.close("ada", "signed out");
        assertThat(journal.of("session.closed")).hasSize(1);
    }

    @Test
    void sessionEndsByItself() {
        recording.open("ada", Duration.ofMillis(50));
        time.pass(Duration.ofMillis(50));
        await().atMost(Duration.ofSeconds(10)).until(registered::isEmpty);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(journal.of("session.closed").get(0).data())
                                .isEqualTo(Map.of("user", "ada", "why", "over")));
    }

    @Test
    void sessionDoesNotEndBeforeTheMonotonicClockSaysSo() {
        recording.open("ada", Duration.ofMillis(20));
        time.jump(Duration.ofDays(1));
        int looks = time.looks();
        await().atMost(Duration.ofSeconds(10)).until(() -> time.looks() >= looks + 3);
        assertThat(registered).extracting(Session::user).containsExactly("ada");
    }

    @Test
    void manyAtOnceOpenOne() {
        IntStream.range(0, 50).parallel().forEach(i -> recording.open("user" + i, LENGTH));
        assertThat(registered).hasSize(1);
        assertThat(journal.of("session.opened")).hasSize(1);
    }

    @Test
    void shutdownClosesIt() {
        recording.open("ada", LENGTH);
        recording.shutdown();
        assertThat(registered).isEmpty();
        recording.open("bob", LENGTH);
        assertThat(registered).isEmpty();
    }
}
