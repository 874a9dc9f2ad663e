package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.journal.JournalHead;
import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.queue.OfferRefusedException;
import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import io.workstatus.agent.api.store.StoreObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class DurableQueueTest {

    private final TestStore store = new TestStore();

    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void open() {
        home = new Home(folder);
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void withoutAStoreItKeepsAndSaysThatItWaits() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);

        home.queue.offer(artifact);

        assertThat(home.folder.pending(artifact.id())).exists();
        assertThat(home.books().pendingBytes()).isEqualTo(artifact.content().length);
        assertThat(home.books().oldest().map(PendingItem::createdAt)).contains(TestTime.START);
        await().until(() -> home.waiting.size() == 1);
        assertThat(home.waiting.iterator().next().reason()).contains("No store");

        home.connect(store);
        await().until(() -> home.books().counts().sent() == 1 && home.waiting.isEmpty());
        assertThat(home.books().pendingBytes()).isZero();
        assertThat(home.books().oldest()).isEmpty();
    }

    @Test
    void anObjectTellsWhereTheJournalStood() throws Exception {
        List<StoreObject> put = new CopyOnWriteArrayList<>();
        store.before = put::add;
        home.connect(store);

        home.queue.offer(Artifacts.screenshot(TestTime.START));

        await().until(() -> home.books().counts().sent() == 1);
        assertThat(put.get(0).metadata())
                .containsEntry(JournalHead.METADATA_SEQ, "7")
                .containsEntry(JournalHead.METADATA_HASH, "7".repeat(64));
    }

    @Test
    void concurrentOffersReachAFlakyStoreOnceEachAndTheBooksBalance() throws Exception {
        Random dice = new Random(7);
        store.before = object -> rollDice(dice, 0.3);
        store.after = object -> rollDice(dice, 0.2);
        home.connect(store);
        List<Artifact> artifacts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            artifacts.add(Artifacts.screenshot(TestTime.START.plusMillis(i)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> offers = new ArrayList<>();
            for (Artifact artifact : artifacts) {
                offers.add(threads.submit(() -> {
                    home.queue.offer(artifact);
                    return null;
                }));
            }
            for (Future<?> offer : offers) {
                offer.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        await().atMost(Duration.ofSeconds(40)).until(() -> home.books().counts().sent() == artifacts.size());

        assertThat(store.complaints).isEmpty();
        assertThat(store.objects).hasSize(artifacts.size());
        for (Artifact artifact : artifacts) {
            assertThat(store.objects.get(artifact.key())).isEqualTo(artifact.content());
        }
        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(200, 200, 0, 0));
        assertThat(home.books().unaccounted()).isZero();
        assertThat(home.books().lastError()).isEmpty();
        assertThat(Home.names(home.root.resolve("pending"))).isEmpty();
        assertThat(Home.names(home.root.resolve("sent"))).hasSize(200);
        home.reopen();
        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(200, 200, 0, 0));
    }

    private static void rollDice(Random dice, double share) throws StoreException {
        boolean fails;
        synchronized (dice) {
            fails = dice.nextDouble() < share;
        }
        if (fails) {
            throw TestStore.failure(Kind.TRANSIENT);
        }
    }

    @Test
    void theOldestGoesFirst() throws Exception {
        home.close();
        home = new Home(folder, Home.settings(1, Duration.ofMillis(5), Duration.ofMillis(40), 3));
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Artifact artifact = Artifacts.screenshot(TestTime.START.plusMillis(i));
            keys.add(artifact.key());
            home.queue.offer(artifact);
        }

        home.connect(store);

        await().until(() -> home.books().counts().sent() == 20);
        assertThat(store.order).containsExactlyElementsOf(keys);
    }

    @Test
    void anItemThatTheStoreRefusesGoesToQuarantineAndTheOthersGoOn() throws Exception {
        Artifact poison = Artifacts.screenshot(TestTime.START);
        Artifact good = Artifacts.screenshot(TestTime.START.plusMillis(1));
        store.before = object -> {
            if (object.key().equals(poison.key())) {
                throw TestStore.failure(Kind.ITEM);
            }
        };
        home.queue.offer(poison);
        home.queue.offer(good);

        home.connect(store);

        await().until(() -> home.books().pending() == 0);
        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(2, 1, 1, 0));
        assertThat(store.tries(poison.key())).isEqualTo(3);
        assertThat(home.folder.quarantined(poison.id())).exists();
        assertThat(home.journal.count("queue.quarantined")).isEqualTo(1);
        assertThatThrownBy(() -> home.queue.offer(poison)).isInstanceOf(OfferRefusedException.class);
    }

    @Test
    void aBrokenStoreKeepsEverythingSaysWhyOnceAndGoesOnWhenItIsPutRight() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        store.before = object -> {
            if (broken.get()) {
                throw TestStore.failure(Kind.STORE);
            }
        };
        for (int i = 0; i < 5; i++) {
            home.queue.offer(Artifacts.screenshot(TestTime.START.plusMillis(i)));
        }
        home.connect(store);

        await().until(() -> store.tries.values().stream().mapToInt(n -> n.get()).sum() > 5);
        assertThat(home.books().lastError()).hasValueSatisfying(error -> {
            assertThat(error.code()).isEqualTo("TestSTORE");
            assertThat(error.at()).isEqualTo(TestTime.START);
        });
        await().until(() -> !home.waiting.isEmpty());
        assertThat(home.books().pending()).isEqualTo(5);
        assertThat(home.journal.count("queue.failed")).isEqualTo(1);

        broken.set(false);
        await().until(() -> home.books().counts().sent() == 5);
        assertThat(home.books().lastError()).isEmpty();
        await().until(() -> home.waiting.isEmpty());
    }

    @Test
    void aBetterStoreTakesOverAtOnceAndNothingGoesToBoth() throws Exception {
        home.close();
        home = new Home(folder, Home.settings(2, Duration.ofHours(1), Duration.ofHours(1), 3));
        store.before = object -> {
            throw TestStore.failure(Kind.TRANSIENT);
        };
        home.connect(store);
        home.queue.offer(Artifacts.screenshot(TestTime.START));
        await().until(() -> home.books().lastError().isPresent());
        TestStore better = new TestStore("better");

        home.connect(better, 100);

        await().until(() -> home.books().counts().sent() == 1);
        assertThat(better.objects).hasSize(1);
        assertThat(store.objects).isEmpty();
    }

    @Test
    void aStoreThatThrowsWhatItShouldNotKillsNoSender() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        store.before = object -> {
            if (broken.get()) {
                throw new IllegalStateException("a bug");
            }
        };
        home.connect(store);
        home.queue.offer(Artifacts.screenshot(TestTime.START));
        home.queue.offer(Artifacts.screenshot(TestTime.START.plusMillis(1)));
        await().until(() -> store.tries.values().stream().mapToInt(n -> n.get()).sum() > 4);

        broken.set(false);

        await().until(() -> home.books().counts().sent() == 2);
    }

    @Test
    void aPutThatHangsIsInterruptedWhenTheQueueStopsAndRepeatedAfterwards() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        store.before = object -> {
            inside.countDown();
            try {
                never.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw TestStore.failure(Kind.TRANSIENT);
            }
        };
        home.connect(store);
        home.queue.offer(artifact);
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

        long before = System.nanoTime();
        home.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        await().until(() -> threads().isEmpty()); // a pool has terminated a moment before its last thread ends
        store.before = object -> {};
        home.reopen();
        home.connect(store);
        await().until(() -> home.books().counts().sent() == 1);
        assertThat(home.books().unaccounted()).isZero();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("workstatus-upload"))
                .toList();
    }

    @Test
    void offeringTheSameAgainChangesNothing() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        home.queue.offer(artifact);
        home.queue.offer(artifact);
        assertThat(home.books().counts().offered()).isEqualTo(1);

        home.connect(store);
        await().until(() -> home.books().counts().sent() == 1);
        home.queue.offer(artifact);

        assertThat(home.books().counts().offered()).isEqualTo(1);
        assertThat(home.books().pending()).isZero();
    }

    @Test
    void offeringSomethingElseUnderTheSameIdIsRefused() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        home.queue.offer(artifact);
        Artifact other = Artifacts.with(artifact.id(), artifact.key(), "ada", TestTime.START, new byte[] {1, 2, 3});

        assertThatThrownBy(() -> home.queue.offer(other))
                .isInstanceOf(OfferRefusedException.class)
                .hasMessageContaining(artifact.id());

        home.connect(store);
        await().until(() -> home.books().counts().sent() == 1);
        assertThat(store.objects.get(artifact.key())).isEqualTo(artifact.content());
    }

    @ParameterizedTest
    @MethodSource
    void whatCannotBeKeptSafelyIsRefused(Artifact artifact) throws Exception {
        assertThatThrownBy(() -> home.queue.offer(artifact)).isInstanceOf(OfferRefusedException.class);

        assertThat(home.books().counts()).isEqualTo(LedgerCounts.NONE);
        assertThat(Home.names(home.root.resolve("pending"))).isEmpty();
    }

    static Stream<Artifact> whatCannotBeKeptSafelyIsRefused() {
        Artifact good = Artifacts.screenshot(TestTime.START);
        byte[] content = good.content();
        return Stream.of(
                Artifacts.with("../../evil", good.key(), "ada", TestTime.START, content),
                Artifacts.with(
                        good.id().toLowerCase(java.util.Locale.ROOT), good.key(), "ada", TestTime.START, content),
                Artifacts.with(good.id(), "../" + good.key(), "ada", TestTime.START, content),
                Artifacts.with(good.id(), "/" + good.key(), "ada", TestTime.START, content),
                Artifacts.with(good.id(), "a//b", "ada", TestTime.START, content),
                Artifacts.with(good.id(), good.key(), "x".repeat(300), TestTime.START, content),
                Artifacts.with(good.id(), good.key(), "ada", TestTime.START, new byte[0]),
                new Artifact(
                        good.id(),
                        good.kind(),
                        good.key(),
                        good.mediaType(),
                        good.createdAt(),
                        good.user(),
                        good.attributes(),
                        content,
                        Sha256.of(new byte[] {1})));
    }

    @Test
    void aFolderThatCannotBeWrittenRefusesWithAClearLineAndIsWellAgainByItself() throws Exception {
        Path pending = home.root.resolve("pending");
        Files.delete(pending);
        Files.writeString(pending, "in the way");
        Artifact artifact = Artifacts.screenshot(TestTime.START);

        assertThatThrownBy(() -> home.queue.offer(artifact))
                .isInstanceOf(OfferRefusedException.class)
                .hasMessageContaining(home.root.toString());
        assertThat(home.books().lastError()).isPresent();
        assertThat(home.books().counts()).isEqualTo(LedgerCounts.NONE);
        assertThat(home.queue.trouble())
                .hasValueSatisfying(why -> assertThat(why).contains("cannot write"));

        Files.delete(pending);
        Files.createDirectory(pending);
        home.queue.offer(artifact);
        assertThat(home.books().lastError()).isEmpty();
        assertThat(home.books().unaccounted()).isZero();
    }

    @Test
    void aQueueThatCannotBeOpenedRefusesWaitsAndOpensByItself() throws Exception {
        home.close();
        Path blocked = folder.resolve("blocked");
        Files.createDirectory(blocked);
        Files.writeString(blocked.resolve("queue"), "in the way");
        home = new Home(blocked);
        home.connect(store);
        Artifact artifact = Artifacts.screenshot(TestTime.START);

        assertThatThrownBy(() -> home.queue.offer(artifact))
                .isInstanceOf(OfferRefusedException.class)
                .hasMessageContaining("not a folder");
        assertThat(home.queue.snapshot()).isEmpty();
        await().until(() -> !home.waiting.isEmpty());

        Files.delete(blocked.resolve("queue"));
        await().atMost(Duration.ofSeconds(20)).until(() -> home.queue.snapshot().isPresent() && home.waiting.isEmpty());
        home.queue.offer(artifact);
        await().until(() -> home.books().counts().sent() == 1);
    }

    @Test
    void aLedgerThatCannotBeWrittenRefusesAndTakesTheFileBack() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        Files.createDirectory(home.ledgerOf(artifact.id()));

        assertThatThrownBy(() -> home.queue.offer(artifact)).isInstanceOf(OfferRefusedException.class);

        assertThat(Home.names(home.root.resolve("pending"))).isEmpty();
        assertThat(home.books().counts()).isEqualTo(LedgerCounts.NONE);

        Files.delete(home.ledgerOf(artifact.id()));
        home.queue.offer(artifact);
        assertThat(home.books().pending()).isEqualTo(1);
    }

    @Test
    void anItemThatCannotBeBookedAsSentIsPutAgainAndBookedLater() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        home.queue.offer(artifact);
        Path ledger = home.ledgerOf(artifact.id());
        Path away = home.root.resolve("away");
        Files.move(ledger, away);
        Files.createDirectory(ledger);

        home.connect(store);
        await().until(() -> store.tries(artifact.key()) > 1);
        assertThat(home.books().counts().sent()).isZero();
        assertThat(home.folder.pending(artifact.id())).exists();

        Files.delete(ledger);
        Files.move(away, ledger);
        await().until(() -> home.books().counts().sent() == 1);
        assertThat(store.complaints).isEmpty();
        home.reopen();
        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(1, 1, 0, 0));
        assertThat(home.books().unaccounted()).isZero();
    }
}
