package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.queue.OfferRefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is not filled; each artifact has 2,000 bytes. */
class RoomTest {

    @TempDir
    Path folder;

    private Home home(RoomLimit room) {
        return new Home(folder, new Settings(2, Duration.ofMillis(5), Duration.ofMillis(40), 3, room, List.of()));
    }

    private static Artifact artifact(int number) {
        return Artifacts.screenshot(TestTime.START.plusMillis(number));
    }

    @Test
    void whenItIsFullNothingNewIsTakenUntilThereIsRoomAgain() throws Exception {
        try (Home home = home(new RoomLimit(5_000, 100, false))) {
            home.queue.offer(artifact(0));
            home.queue.offer(artifact(1));
            Artifact third = artifact(2);

            assertThatThrownBy(() -> home.queue.offer(third))
                    .isInstanceOf(OfferRefusedException.class)
                    .hasMessageContaining("full")
                    .hasMessageContaining("maxBytes");
            assertThat(home.books().lastError().orElseThrow().code()).isEqualTo("QueueFull");
            assertThat(home.books().counts()).isEqualTo(new LedgerCounts(2, 0, 0, 0));

            home.connect(new TestStore());
            await().until(() -> home.books().pending() == 0);
            home.queue.offer(third);
            await().until(() -> home.books().counts().sent() == 3);
            assertThat(home.books().lastError()).isEmpty();
            assertThat(home.books().unaccounted()).isZero();
        }
    }

    @Test
    void whenTheOldestGiveWayEachIsCountedAndJournaledWithItsReason() throws Exception {
        try (Home home = home(new RoomLimit(5_000, 100, true))) {
            List<Artifact> artifacts = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                artifacts.add(artifact(i));
                home.queue.offer(artifacts.get(i));
            }

            assertThat(home.books().counts()).isEqualTo(new LedgerCounts(5, 0, 0, 3));
            assertThat(home.books().unaccounted()).isZero();
            assertThat(home.journal.count("queue.dropped")).isEqualTo(3);
            assertThat(home.folder.pending(artifacts.get(2).id())).doesNotExist();
            TestStore store = new TestStore();
            home.connect(store);
            await().until(() -> home.books().pending() == 0);
            assertThat(store.objects)
                    .containsOnlyKeys(artifacts.get(3).key(), artifacts.get(4).key());
            home.reopen();
            assertThat(home.books().counts()).isEqualTo(new LedgerCounts(5, 2, 0, 3));
            assertThat(home.catalogue()
                            .find(artifacts.get(0).id())
                            .orElseThrow()
                            .state())
                    .isEqualTo(ItemState.DROPPED);
        }
    }

    @Test
    void nothingGivesWayToWhatIsLargerThanTheLimit() throws Exception {
        try (Home home = home(new RoomLimit(5_000, 100, true))) {
            home.queue.offer(artifact(0));
            Artifact small = artifact(1);
            Artifact large = Artifacts.with(small.id(), small.key(), "ada", TestTime.START, new byte[5_001]);

            assertThatThrownBy(() -> home.queue.offer(large)).isInstanceOf(OfferRefusedException.class);

            assertThat(home.books().counts()).isEqualTo(new LedgerCounts(1, 0, 0, 0));
        }
    }

    @Test
    void manyAtOnceDoNotExceedTheLimit() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Home home = home(new RoomLimit(10_000, 100, false))) {
            List<Callable<Boolean>> offers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Artifact artifact = artifact(i);
                offers.add(() -> {
                    try {
                        home.queue.offer(artifact);
                        return true;
                    } catch (OfferRefusedException e) {
                        return false;
                    }
                });
            }
            int taken = 0;
            for (Future<Boolean> offer : threads.invokeAll(offers)) {
                taken += offer.get() ? 1 : 0;
            }

            assertThat(home.books().pendingBytes()).isLessThanOrEqualTo(10_000);
            assertThat(home.books().pending()).isEqualTo(taken).isPositive();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aShareOfWhatIsFreeCountsWhatWaitsAsFree() {
        RoomLimit half = new RoomLimit(0, 50, false);

        assertThat(half.refusal(1_000, 0, 500)).isEmpty();
        assertThat(half.refusal(600, 400, 100)).isEmpty();
        assertThat(half.refusal(600, 400, 101))
                .hasValueSatisfying(why -> assertThat(why).contains("maxFreePercent"));
        assertThat(half.refusal(-1, 400, 101)).as("unknown").isEmpty();
        assertThat(Room.freeUnder(folder.toFile())).isPositive();
        assertThat(Room.freeUnder(folder.resolve("none").toFile())).isNegative();
    }
}
