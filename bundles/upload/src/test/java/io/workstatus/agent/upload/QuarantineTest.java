package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was set aside goes back into the line or is discarded, whatever is killed in between. */
class QuarantineTest {

    private final Artifact artifact = Artifacts.screenshot(TestTime.START);
    private final String id = artifact.id();
    private final TestStore store = new TestStore();

    private Home home;

    @BeforeEach
    void setAside(@TempDir Path folder) throws Exception {
        home = new Home(folder);
        store.before = object -> {
            throw TestStore.failure(Kind.ITEM);
        };
        home.queue.offer(artifact);
        home.connect(store);
        await().until(() -> home.books().counts().quarantined() == 1);
        store.before = object -> {};
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void itIsListedWithItsReasonAndWhenItWasSetAside() throws Exception {
        assertThat(items(ItemState.QUARANTINED)).singleElement().satisfies(row -> {
            assertThat(row.id()).isEqualTo(id);
            assertThat(row.reason()).contains("the store refused it", "a failure of the kind ITEM");
            assertThat(row.leftAt()).isNotNull();
        });
        assertThat(items(ItemState.PENDING)).isEmpty();
    }

    @Test
    void whatIsRetriedIsSentUnderTheSameIdAndKey() throws Exception {
        quarantine().retry(id, "root");

        await().until(() -> home.books().counts().sent() == 1);
        assertThat(store.objects).containsOnlyKeys(artifact.key());
        assertThat(store.objects.get(artifact.key())).isEqualTo(artifact.content());
        assertBooks(new LedgerCounts(1, 1, 0, 0));
        assertThat(home.journal.dataOf("queue.retried")).singleElement().satisfies(data -> {
            assertThat(data.get("id")).isEqualTo(id);
            assertThat(data.get("key")).isEqualTo(artifact.key());
            assertThat(data.get("by")).isEqualTo("root");
        });
        home.reopen();
        assertBooks(new LedgerCounts(1, 1, 0, 0));
    }

    @Test
    void whatIsRefusedAgainIsSetAsideAgainAndCountsOnce() throws Exception {
        store.before = object -> {
            throw TestStore.failure(Kind.ITEM);
        };

        quarantine().retry(id, "root");

        await().until(() -> home.journal.count("queue.quarantined") == 2);
        assertBooks(new LedgerCounts(1, 0, 1, 0));
        assertThat(home.folder.quarantined(id)).exists();
        home.reopen();
        assertBooks(new LedgerCounts(1, 0, 1, 0));
        assertThat(items(ItemState.QUARANTINED)).hasSize(1);
    }

    @Test
    void whatIsDiscardedIsGoneCountedAsDroppedAndTheJournalKeepsWhy() throws Exception {
        quarantine().discard(id, "root", "a test picture");

        assertBooks(new LedgerCounts(1, 0, 0, 1));
        assertThat(Home.names(home.folder.quarantined(id).getParent())).isEmpty();
        assertThat(items(ItemState.QUARANTINED)).isEmpty();
        assertThat(home.journal.dataOf("queue.discarded")).singleElement().satisfies(data -> {
            assertThat(data.get("id")).isEqualTo(id);
            assertThat(data.get("by")).isEqualTo("root");
            assertThat(data.get("reason")).isEqualTo("a test picture");
        });
        home.reopen();
        assertBooks(new LedgerCounts(1, 0, 0, 1));
        LedgerRow row = home.catalogue().find(id).orElseThrow();
        assertThat(row.state()).isEqualTo(ItemState.DROPPED);
        assertThat(row.reason()).isEqualTo("a test picture");
    }

    @Test
    void whatIsNotSetAsideIsNeitherRetriedNorDiscarded() throws Exception {
        quarantine().discard(id, "root", "once");

        assertThatThrownBy(() -> quarantine().discard(id, "root", "twice")).isInstanceOf(NotNowException.class);
        assertThatThrownBy(() -> quarantine().retry(id, "root")).isInstanceOf(NotNowException.class);
        assertBooks(new LedgerCounts(1, 0, 0, 1));
    }

    @Test
    void whatIsDamagedIsNotRetriedAndSaysWhy() throws Exception {
        Path file = home.folder.quarantined(id);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> quarantine().retry(id, "root"))
                .isInstanceOf(Quarantine.DamagedException.class)
                .hasMessage("It cannot be sent: its content is damaged. It can be discarded.");
        assertBooks(new LedgerCounts(1, 0, 1, 0));
        assertThat(file).exists();
    }

    @Test
    void whoseFileIsGoneCanStillBeDiscarded() throws Exception {
        Files.delete(home.folder.quarantined(id));

        assertThatThrownBy(() -> quarantine().retry(id, "root")).isInstanceOf(NotNowException.class);
        quarantine().discard(id, "root", "lost");

        assertBooks(new LedgerCounts(1, 0, 0, 1));
    }

    @Test
    void deletingWhatIsSetAsideTakesItsFileAlong() throws Exception {
        home.catalogue().delete(home.catalogue().find(id).orElseThrow(), "ada");

        assertThat(home.folder.quarantined(id)).doesNotExist();
        assertThat(items(ItemState.QUARANTINED)).isEmpty();
        assertThat(home.books().unaccounted()).isZero();
        assertThatThrownBy(() -> quarantine().retry(id, "root")).isInstanceOf(NotNowException.class);
    }

    @Test
    void aKillBeforeTheLineOfARetryLeavesItSetAside() throws Exception {
        home.stop();
        Files.move(home.folder.quarantined(id), home.folder.pending(id));

        home.reopen();

        assertBooks(new LedgerCounts(1, 0, 1, 0));
        assertThat(home.folder.quarantined(id)).exists();
        assertThat(home.folder.pending(id)).doesNotExist();
    }

    @Test
    void aRetryWhoseMoveThePowerTookBackIsStillARetry() throws Exception {
        home.stop();
        home = new Home(home.root.getParent());
        quarantine().retry(id, "root");
        home.stop();
        Files.move(home.folder.pending(id), home.folder.quarantined(id));

        home.reopen();

        await().until(() -> home.books().pending() == 1);
        assertBooks(new LedgerCounts(1, 0, 0, 0));
        assertThat(home.folder.pending(id)).exists();
        home.connect(store);
        await().until(() -> home.books().counts().sent() == 1);
    }

    @Test
    void aKillAfterTheLineOfADiscardLeavesItDiscardedAndItsFileGoes() throws Exception {
        byte[] item = Files.readAllBytes(home.folder.quarantined(id));
        quarantine().discard(id, "root", "a test picture");
        home.stop();
        Files.write(home.folder.quarantined(id), item);

        home.reopen();

        await().until(() -> !Files.exists(home.folder.quarantined(id)));
        assertBooks(new LedgerCounts(1, 0, 0, 1));
    }

    @Test
    void aKillBeforeTheLineOfADiscardLeavesItSetAside() throws Exception {
        byte[] item = Files.readAllBytes(home.folder.quarantined(id));
        quarantine().discard(id, "root", "a test picture");
        home.stop();
        Files.write(home.folder.quarantined(id), item);
        home.withoutLines(id, "discarded");

        home.reopen();

        assertBooks(new LedgerCounts(1, 0, 1, 0));
        assertThat(items(ItemState.QUARANTINED)).hasSize(1);
    }

    private Quarantine quarantine() {
        return home.queue.quarantine().orElseThrow();
    }

    private List<LedgerRow> items(ItemState state) throws Exception {
        return home.catalogue().items(state, TestTime.START, TestTime.START.plusSeconds(3_600), 10);
    }

    private void assertBooks(LedgerCounts counts) {
        assertThat(home.books().counts()).isEqualTo(counts);
        assertThat(home.books().unaccounted()).isZero();
    }
}
