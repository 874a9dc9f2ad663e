package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pending screenshot that is deleted is nowhere, also if its put had succeeded and nobody knew. */
class ErasuresTest {

    private final Artifact artifact = Artifacts.screenshot(TestTime.START);
    private final TestStore store = new TestStore();
    private final AtomicBoolean deaf = new AtomicBoolean();

    private Home home;

    @BeforeEach
    void open(@TempDir Path folder) {
        home = new Home(folder);
        store.onDelete = key -> {
            if (deaf.get()) {
                throw TestStore.failure(Kind.TRANSIENT);
            }
        };
    }

    @AfterEach
    void close() {
        home.close();
    }

    private void delete() throws Exception {
        home.catalogue().delete(home.catalogue().find(artifact.id()).orElseThrow(), "ada");
    }

    private void putWithoutAnAnswer() throws Exception {
        store.after = object -> {
            throw TestStore.failure(Kind.TRANSIENT);
        };
        home.queue.offer(artifact);
        home.connect(store);
        await().until(() -> store.objects.containsKey(artifact.key()));
    }

    private void assertErased() {
        await().until(() ->
                store.objects.isEmpty() && Home.names(home.folder.erase()).isEmpty());
        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(1, 0, 0, 1));
        assertThat(home.books().unaccounted()).isZero();
    }

    @Test
    void theStoreErasesWhatItHadTakenWithoutAnAnswer() throws Exception {
        putWithoutAnAnswer();

        delete();

        assertErased();
    }

    @Test
    void theStoreErasesWhatAFormerProcessHadPut() throws Exception {
        home.queue.offer(artifact);
        home.stop();
        store.objects.put(artifact.key(), artifact.content());
        home.reopen();
        delete();
        assertThat(Home.names(home.folder.erase())).hasSize(1);

        home.connect(store);

        assertErased();
    }

    @Test
    void whatTheStoreCannotEraseNowIsErasedAfterARestart() throws Exception {
        deaf.set(true);
        putWithoutAnAnswer();
        delete();
        home.reopen();
        assertThat(Home.names(home.folder.erase())).hasSize(1);

        deaf.set(false);
        home.connect(store);

        assertErased();
    }

    @Test
    void aWishWhoseDeletionWasNotBookedIsNone() throws Exception {
        home.queue.offer(artifact);
        home.stop();
        Files.createDirectories(home.folder.erase());
        Files.writeString(home.folder.erase().resolve(artifact.id() + ".json"), "{\"key\":\"" + artifact.key() + "\"}");
        home.reopen();

        home.connect(store);

        await().until(() -> home.books().counts().sent() == 1
                && Home.names(home.folder.erase()).isEmpty());
        assertThat(store.objects).containsOnlyKeys(artifact.key());
    }

    @Test
    void whatWasNeverTriedNeedsNoStore() throws Exception {
        home.queue.offer(artifact);

        delete();

        assertThat(home.folder.erase()).doesNotExist();
    }

    @Test
    void aStoreThatMayNotDeleteStopsNothing() throws Exception {
        store.onDelete = key -> {
            throw new StoreException(Kind.STORE, "AccessDenied", "may not delete", null);
        };
        putWithoutAnAnswer();
        delete();
        store.after = object -> {};
        home.queue.offer(Artifacts.screenshot(TestTime.START.plusMillis(1)));

        await().until(() -> home.books().counts().sent() == 1);
        assertThat(Home.names(home.folder.erase())).hasSize(1);
    }
}
