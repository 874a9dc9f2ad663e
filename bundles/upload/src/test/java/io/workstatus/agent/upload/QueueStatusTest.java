package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueStatusTest {

    private final TestStore store = new TestStore();

    private Home home;

    @BeforeEach
    void open(@TempDir Path folder) {
        home = new Home(folder);
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void theStatusHasTheContractsNamesInItsOrder() throws Exception {
        home.queue.offer(Artifacts.screenshot(TestTime.START));

        Map<?, ?> status = status();

        assertThat(new QueueStatus(home.queue).name()).isEqualTo("queue");
        assertThat(status.keySet().stream().map(String::valueOf))
                .containsExactly(
                        "offered",
                        "sent",
                        "pending",
                        "quarantined",
                        "dropped",
                        "unaccounted",
                        "pendingBytes",
                        "oldest",
                        "lastError",
                        "nextTry");
        assertThat(status.get("offered")).isEqualTo(1L);
        assertThat(status.get("pending")).isEqualTo(1);
        assertThat(status.get("pendingBytes")).isEqualTo(2_000L);
        assertThat(status.get("oldest")).isEqualTo(TestTime.START);
        assertThat(status.get("lastError")).isNull();
        assertThat(status.get("nextTry")).isNull();
    }

    @Test
    void theLastErrorIsThereUntilTheNextSuccess() throws Exception {
        store.before = object -> {
            throw TestStore.failure(Kind.TRANSIENT);
        };
        home.connect(store);
        home.queue.offer(Artifacts.screenshot(TestTime.START));
        await().until(() -> status().get("lastError") != null);
        assertThat(status().get("lastError"))
                .isEqualTo(Map.of(
                        "code", "TestTRANSIENT", "message", "a failure of the kind TRANSIENT", "at", TestTime.START));
        assertThat(health()).isEqualTo(Result.Status.WARN);

        store.before = object -> {};

        await().until(() -> status().get("lastError") == null);
        await().until(() -> health() == Result.Status.OK);
    }

    @Test
    void noStoreIsCritical() {
        assertThat(health()).isEqualTo(Result.Status.CRITICAL);
    }

    @Test
    void aBrokenStoreIsCritical() throws Exception {
        store.before = object -> {
            throw TestStore.failure(Kind.STORE);
        };
        home.connect(store);
        assertThat(health()).isEqualTo(Result.Status.OK);

        home.queue.offer(Artifacts.screenshot(TestTime.START));

        await().until(() -> health() == Result.Status.CRITICAL);
    }

    @Test
    void booksThatDoNotBalanceAreCritical() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        home.queue.offer(artifact);
        home.stop();
        Files.delete(home.folder.pending(artifact.id()));

        home.reopen();
        home.connect(store);

        assertThat(status().get("unaccounted")).isEqualTo(1L);
        assertThat(health()).isEqualTo(Result.Status.CRITICAL);
    }

    @Test
    void aQuarantineThatIsNotEmptyIsAWarning() throws Exception {
        home.connect(store);
        Files.writeString(home.root.resolve("quarantine/x.item"), "set aside");

        assertThat(health()).isEqualTo(Result.Status.WARN);
    }

    private Map<?, ?> status() {
        return (Map<?, ?>) new QueueStatus(home.queue).value();
    }

    private Result.Status health() {
        return new QueueHealth(home.queue).execute().getStatus();
    }
}
