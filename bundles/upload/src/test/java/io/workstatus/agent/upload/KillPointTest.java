package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each state that a kill can leave on the disk, made by hand; after the next start all arrives once and the books balance. */
class KillPointTest {

    private final Artifact artifact = Artifacts.screenshot(TestTime.START);
    private final String id = artifact.id();
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
    void whileTheTemporaryFileWasWritten() throws Exception {
        home.stop();
        Path unfinished = home.root.resolve("pending/." + id + ".tmp");
        Files.write(unfinished, new byte[100]);

        home.reopen();

        assertThat(unfinished).doesNotExist();
        assertBooks(0, 0, 0);
    }

    @Test
    void afterTheRenameBeforeTheLine() throws Exception {
        home.queue.offer(artifact);
        home.stop();
        home.withoutLines(id, "offered");

        home.reopen();

        assertBooks(1, 0, 1);
        assertArrives();
    }

    @Test
    void whileTheFirstLineWasWritten() throws Exception {
        home.queue.offer(artifact);
        home.stop();
        byte[] lines = Files.readAllBytes(home.ledgerOf(id));
        Files.write(home.ledgerOf(id), java.util.Arrays.copyOf(lines, lines.length / 2));

        home.reopen();

        assertBooks(1, 0, 1);
        assertArrives();
    }

    @Test
    void afterTheOffer() throws Exception {
        home.queue.offer(artifact);

        home.reopen();

        assertBooks(1, 0, 1);
        assertArrives();
    }

    @Test
    void whileAnotherLineWasWritten() throws Exception {
        home.queue.offer(artifact);
        home.stop();
        Files.writeString(home.ledgerOf(id), "{\"op\":\"sent\",\"id\":\"" + id, StandardOpenOption.APPEND);

        home.reopen();

        assertBooks(1, 0, 1);
        assertArrives();
    }

    @Test
    void afterThePutBeforeTheLine() throws Exception {
        home.queue.offer(artifact);
        home.stop();
        store.objects.put(artifact.key(), artifact.content());

        home.reopen();

        assertArrives();
    }

    @Test
    void afterTheLineBeforeTheFileMoved() throws Exception {
        home.queue.offer(artifact);
        home.connect(store);
        awaitSent(1);
        home.stop();
        Files.move(home.folder.sent(id), home.folder.pending(id));
        int tries = store.tries(artifact.key());

        home.reopen();
        home.connect(store);

        assertBooks(1, 1, 0);
        assertThat(home.folder.sent(id)).exists();
        assertThat(home.folder.pending(id)).doesNotExist();
        assertThat(store.tries(artifact.key())).isEqualTo(tries);
    }

    @Test
    void afterTheFileMoved() throws Exception {
        home.queue.offer(artifact);
        home.connect(store);
        awaitSent(1);

        home.reopen();

        assertBooks(1, 1, 0);
    }

    @Test
    void afterTheLineOfAQuarantineBeforeTheFileMoved() throws Exception {
        store.before = object -> {
            throw TestStore.failure(Kind.ITEM);
        };
        home.queue.offer(artifact);
        home.connect(store);
        await().until(() -> home.books().counts().quarantined() == 1);
        home.stop();
        Files.move(home.folder.quarantined(id), home.folder.pending(id));

        home.reopen();

        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(1, 0, 1, 0));
        assertThat(home.books().unaccounted()).isZero();
        assertThat(home.folder.quarantined(id)).exists();
        assertThat(home.folder.pending(id)).doesNotExist();
        assertThat(home.journal.count("queue.quarantined")).isEqualTo(1);
    }

    @Test
    void afterTheLineOfADeletionBeforeTheFileWasRemoved() throws Exception {
        home.queue.offer(artifact);
        byte[] item = Files.readAllBytes(home.folder.pending(id));
        home.catalogue().delete(home.catalogue().find(id).orElseThrow(), "ada");
        home.stop();
        Files.write(home.folder.pending(id), item);

        home.reopen();

        assertThat(home.folder.pending(id)).doesNotExist();
        assertThat(home.folder.sent(id)).doesNotExist();
        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(1, 0, 0, 1));
        assertThat(home.books().unaccounted()).isZero();
    }

    @Test
    void aLineThatWasWrittenTwiceCountsOnce() throws Exception {
        home.queue.offer(artifact);
        home.connect(store);
        awaitSent(1);
        home.stop();
        String lines = Files.readString(home.ledgerOf(id));
        Files.writeString(home.ledgerOf(id), lines + lines);

        home.reopen();

        assertBooks(1, 1, 0);
    }

    @Test
    void theCheckpointOfAnEarlierMomentIsNotBelieved() throws Exception {
        Path checkpoint = home.folder.ledger().resolve("checkpoint.json");
        home.reopen();
        byte[] empty = Files.readAllBytes(checkpoint);
        home.queue.offer(artifact);
        home.stop();
        Files.write(checkpoint, empty);

        home.reopen();

        assertBooks(1, 0, 1);
    }

    @Test
    void aDamagedCheckpointCostsNothing() throws Exception {
        home.queue.offer(artifact);
        home.stop();
        Files.writeString(home.folder.ledger().resolve("checkpoint.json"), "{\"version\":1,\"segm");

        home.reopen();

        assertBooks(1, 0, 1);
    }

    @Test
    void theBooksGoOnFromTheCheckpointAlone() throws Exception {
        home.queue.offer(artifact);
        home.connect(store);
        awaitSent(1);
        home.stop();
        byte[] lines = Files.readAllBytes(home.ledgerOf(id));
        // Bytes of the same length that say nothing: whoever read them would count nothing.
        Files.write(home.ledgerOf(id), new byte[lines.length]);

        home.reopen();

        assertBooks(1, 1, 0);
    }

    private void assertArrives() {
        home.connect(store);
        awaitSent(1);
        assertThat(store.objects).containsOnlyKeys(artifact.key());
        assertThat(store.objects.get(artifact.key())).isEqualTo(artifact.content());
        assertThat(store.complaints).isEmpty();
        assertBooks(1, 1, 0);
        assertThat(home.folder.sent(id)).exists();
        assertThat(home.folder.pending(id)).doesNotExist();
    }

    private void awaitSent(long count) {
        await().until(() -> home.books().counts().sent() == count);
    }

    private void assertBooks(long offered, long sent, int pending) {
        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(offered, sent, 0, 0));
        assertThat(home.books().pending()).isEqualTo(pending);
        assertThat(home.books().unaccounted()).isZero();
    }
}
