package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.queue.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever lies in the queue's folder, it starts, loses only what is damaged, and counts that. */
class DamagedQueueTest {

    private final Artifact good = Artifacts.screenshot(TestTime.START);
    private final Artifact bad = Artifacts.screenshot(TestTime.START.plusMillis(1));

    private Home home;

    enum Damage {
        BIT_IN_FIRST_LINE {
            @Override
            void doTo(Path file) throws IOException {
                flip(file, 3);
            }
        },
        BIT_IN_HEADER {
            @Override
            void doTo(Path file) throws IOException {
                flip(file, 120);
            }
        },
        BIT_IN_CONTENT {
            @Override
            void doTo(Path file) throws IOException {
                flip(file, (int) Files.size(file) - 1);
            }
        },
        TRUNCATED {
            @Override
            void doTo(Path file) throws IOException {
                Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1_000));
            }
        },
        EMPTY {
            @Override
            void doTo(Path file) throws IOException {
                Files.write(file, new byte[0]);
            }
        },
        ZEROED {
            @Override
            void doTo(Path file) throws IOException {
                Files.write(file, new byte[(int) Files.size(file)]);
            }
        },
        A_FOLDER_INSTEAD {
            @Override
            void doTo(Path file) throws IOException {
                Files.delete(file);
                Files.createDirectories(file.resolve("inside"));
            }
        };

        abstract void doTo(Path file) throws IOException;

        static void flip(Path file, int position) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            bytes[position] ^= 1;
            Files.write(file, bytes);
        }
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        home = new Home(folder);
    }

    @AfterEach
    void close() {
        home.close();
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedItemIsSetAsideBeforeThereIsAStore(Damage damage) throws Exception {
        offerBothAndStop();
        damage.doTo(home.folder.pending(bad.id()));

        home.reopen();

        assertSetAside(bad.id());
        assertGoodArrives();
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedItemThatTheLedgerDoesNotKnowIsCountedToo(Damage damage) throws Exception {
        offerBothAndStop();
        home.withoutLines(bad.id(), "offered");
        damage.doTo(home.folder.pending(bad.id()));

        home.reopen();

        assertSetAside(bad.id());
        assertGoodArrives();
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedItemIsNotSent(Damage damage) throws Exception {
        offerBoth();
        damage.doTo(home.folder.pending(bad.id()));

        assertGoodArrives();
        assertSetAside(bad.id());
    }

    @Test
    void aForeignFileIsSetAsideUnderANewName() throws Exception {
        offerBothAndStop();
        Files.writeString(home.root.resolve("pending/holiday.jpg"), "not ours");
        Files.writeString(home.root.resolve("pending/.hidden"), "not ours");

        home.reopen();

        await().until(() -> home.books().counts().quarantined() == 2);
        assertThat(home.books().counts().offered()).isEqualTo(4);
        assertThat(home.books().unaccounted()).isZero();
        assertThat(Home.names(home.root.resolve("quarantine"))).hasSize(2);
        home.reopen();
        assertThat(home.books().counts().quarantined()).isEqualTo(2);
        assertThat(home.books().unaccounted()).isZero();
    }

    @Test
    void aWholeItemUnderAWrongNameGetsItsNameBack() throws Exception {
        home.queue.offer(good);
        home.stop();
        home.withoutLines(good.id(), "offered");
        Files.move(home.folder.pending(good.id()), home.root.resolve("pending/" + bad.id() + ".item"));

        home.reopen();

        assertThat(home.folder.pending(good.id())).exists();
        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(1, 0, 0, 0));
        assertThat(home.books().unaccounted()).isZero();
    }

    @Test
    void aCopyOfAnItemIsNotSentTwice() throws Exception {
        home.queue.offer(good);
        home.stop();
        Files.copy(home.folder.pending(good.id()), home.root.resolve("pending/copy.item"));

        home.reopen();

        assertGoodArrives();
        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(2, 1, 1, 0));
        assertThat(home.books().unaccounted()).isZero();
    }

    @Test
    void itemsWithSwappedNamesAreNotSentUnderEachOthersName() throws Exception {
        offerBothAndStop();
        Path aside = home.root.resolve("aside");
        Files.move(home.folder.pending(good.id()), aside);
        Files.move(home.folder.pending(bad.id()), home.folder.pending(good.id()));
        Files.move(aside, home.folder.pending(bad.id()));

        home.reopen();

        await().until(() -> home.books().counts().quarantined() == 2);
        assertThat(home.books().unaccounted()).isZero();
    }

    @Test
    void anItemThatSomebodyRemovedIsUnaccountedFor() throws Exception {
        offerBothAndStop();
        Files.delete(home.folder.pending(bad.id()));

        home.reopen();

        assertThat(home.books().unaccounted()).isEqualTo(1);
        assertGoodArrives();
        assertThat(home.books().unaccounted()).isEqualTo(1);

        home.queue.offer(bad);
        await().until(() -> home.books().counts().sent() == 2);
        assertThat(home.books().unaccounted()).isZero();
    }

    @Test
    void anItemThatIsRemovedWhileRunningDoesNotStopTheOthers() throws Exception {
        offerBoth();
        Files.delete(home.folder.pending(bad.id()));

        assertGoodArrives();

        await().until(() -> home.books().unaccounted() == 1);
        assertThat(home.journal.count("queue.lost")).isEqualTo(1);
    }

    @Test
    void aLineOfTheLedgerThatCannotBeReadCostsItsItemOnly() throws Exception {
        offerBothAndStop();
        byte[] lines = Files.readAllBytes(home.ledgerOf(good.id()));
        lines[0] = 0;
        Files.write(home.ledgerOf(good.id()), lines);
        Files.delete(home.folder.ledger().resolve("checkpoint.json"));

        home.reopen();

        assertThat(home.books().counts().offered()).isEqualTo(2);
        assertThat(home.books().pending()).isEqualTo(2);
        assertThat(home.books().unaccounted()).isZero();
    }

    @Test
    void foreignFilesInTheLedgerAreLeftAlone() throws Exception {
        offerBothAndStop();
        Files.writeString(home.folder.ledger().resolve("notes.txt"), "mine");
        Files.write(home.ledgerOf(good.id()), new byte[100], StandardOpenOption.APPEND);

        home.reopen();

        assertThat(home.books().pending()).isEqualTo(2);
        assertThat(home.books().unaccounted()).isZero();
        assertGoodArrives();
    }

    private void offerBoth() throws Exception {
        home.queue.offer(good);
        home.queue.offer(bad);
    }

    private void offerBothAndStop() throws Exception {
        offerBoth();
        home.stop();
    }

    private void assertSetAside(String id) {
        await().until(() -> home.books().counts().quarantined() == 1);
        await().until(() -> home.journal.count("queue.quarantined") == 1);
        assertThat(home.books().counts().offered()).isEqualTo(2);
        assertThat(home.books().unaccounted()).isZero();
        assertThat(home.folder.quarantined(id)).exists();
        assertThat(home.folder.pending(id)).doesNotExist();
    }

    private void assertGoodArrives() {
        TestStore store = new TestStore();
        home.connect(store);
        await().until(() ->
                store.objects.containsKey(good.key()) && home.books().counts().sent() >= 1);
        assertThat(store.objects.get(good.key())).isEqualTo(good.content());
        assertThat(store.complaints).isEmpty();
    }
}
