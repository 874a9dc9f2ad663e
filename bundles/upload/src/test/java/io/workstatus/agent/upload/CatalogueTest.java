package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.store.StoreException.Kind;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CatalogueTest {

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
    void listsTheNewestFirstAcrossHoursAndDaysUpToTheLimit() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Artifact artifact = Artifacts.screenshot(TestTime.START.plus(Duration.ofMinutes(29L * i)));
            home.queue.offer(artifact);
            ids.add(artifact.id());
        }
        Collections.reverse(ids);

        for (int limit : new int[] {1, 2, 3, 7, 59, 60, 100}) {
            assertThat(list(Instant.EPOCH.plus(Duration.ofDays(1)), TestTime.START.plus(Duration.ofDays(9)), limit))
                    .as("limit %d", limit)
                    .isEqualTo(ids.subList(0, Math.min(limit, ids.size())));
        }
    }

    @Test
    void anIdMadeALittleLaterThanThePictureDoesNotChangeTheOrder() throws Exception {
        Instant hour = Instant.parse("2026-11-22T09:00:00.000Z");
        // The older picture has the newer id, which lies in the next hour's segment.
        Artifact older = at(hour.minusSeconds(3), hour.plusSeconds(60));
        Artifact newer = at(hour.minusSeconds(1), hour.minusSeconds(1));
        home.queue.offer(older);
        home.queue.offer(newer);

        assertThat(list(hour.minusSeconds(60), hour.plusSeconds(60), 1)).containsExactly(newer.id());
        assertThat(list(hour.minusSeconds(4), hour.minusSeconds(2), 10)).containsExactly(older.id());
    }

    private static Artifact at(Instant takenAt, Instant idMadeAt) {
        Artifact model = Artifacts.screenshot(idMadeAt);
        return Artifacts.with(model.id(), model.key(), "ada", takenAt, model.content());
    }

    @Test
    void fromIsInclusiveAndToExclusive() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        home.queue.offer(artifact);

        assertThat(list(TestTime.START, TestTime.START.plusMillis(1), 10)).containsExactly(artifact.id());
        assertThat(list(TestTime.START.minusMillis(9), TestTime.START, 10)).isEmpty();
        assertThat(list(TestTime.START.plusMillis(1), TestTime.START.plusMillis(9), 10))
                .isEmpty();
        assertThat(list(TestTime.START.plusMillis(1), TestTime.START, 10)).isEmpty();
    }

    @Test
    void rowsStayAfterTheyWereSentAndThroughARestart() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START, "grace");
        home.queue.offer(artifact);
        assertThat(row(artifact).state()).isEqualTo(ItemState.PENDING);

        home.connect(store);
        await().until(() -> row(artifact).state() == ItemState.SENT);
        home.reopen();

        LedgerRow row = row(artifact);
        assertThat(row.user()).isEqualTo("grace");
        assertThat(row.takenAt()).isEqualTo(TestTime.START);
        assertThat(row.key()).isEqualTo(artifact.key());
        assertThat(row.width()).isEqualTo(1920);
        assertThat(row.height()).isEqualTo(1080);
        assertThat(row.blurred()).isTrue();
        assertThat(row.bytes()).isEqualTo(artifact.content().length);
        assertThat(row.sha256()).isEqualTo(artifact.sha256());
        assertThat(row.store()).isEqualTo("memory");
    }

    @Test
    void otherKindsAreNoScreenshots() throws Exception {
        Artifact model = Artifacts.screenshot(TestTime.START);
        home.queue.offer(new Artifact(
                model.id(),
                Artifact.ACTIVITY,
                model.key(),
                "application/gzip",
                model.createdAt(),
                model.user(),
                java.util.Map.of(),
                model.content(),
                model.sha256()));

        assertThat(home.catalogue().find(model.id())).isEmpty();
        assertThat(list(TestTime.START, TestTime.START.plusSeconds(1), 10)).isEmpty();
    }

    @Test
    void thePictureIsFoundWhileItWaitsAndWhenItIsSentUntilItsFileIsGone() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        home.queue.offer(artifact);
        assertThat(picture(artifact)).isEqualTo(artifact.content());

        home.connect(store);
        await().until(() -> home.books().counts().sent() == 1);
        assertThat(picture(artifact)).isEqualTo(artifact.content());

        Files.delete(home.folder.sent(artifact.id()));
        assertThat(home.catalogue().image(row(artifact))).isEmpty();
    }

    @Test
    void thePictureIsFoundInQuarantine() throws Exception {
        store.before = object -> {
            throw TestStore.failure(Kind.ITEM);
        };
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        home.queue.offer(artifact);
        home.connect(store);
        await().until(() ->
                row(artifact).state() == ItemState.QUARANTINED && home.books().pending() == 0);

        assertThat(picture(artifact)).isEqualTo(artifact.content());
    }

    @Test
    void aStoreOnThisMachineIsTheOnlyCopyAndShowsThePicture(@TempDir Path storeFolder) throws Exception {
        store.localFolder = storeFolder;
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        home.queue.offer(artifact);
        home.connect(store);
        await().until(() -> home.books().counts().sent() == 1);

        assertThat(home.folder.pending(artifact.id())).doesNotExist();
        assertThat(home.folder.sent(artifact.id())).doesNotExist();
        assertThat(picture(artifact)).isEqualTo(artifact.content());
    }

    @Test
    void deletingWhatWaitsDropsItAndItIsNeverSent() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        home.queue.offer(artifact);

        home.catalogue().delete(row(artifact), "root");
        home.connect(store);
        home.reopen();

        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(1, 0, 0, 1));
        assertThat(home.books().unaccounted()).isZero();
        assertThat(home.books().pending()).isZero();
        assertThat(home.folder.pending(artifact.id())).doesNotExist();
        assertThat(row(artifact).deleted()).isTrue();
        assertThat(home.catalogue().image(row(artifact))).isEmpty();
        assertThat(list(TestTime.START, TestTime.START.plusSeconds(1), 10)).isEmpty();
        assertThat(home.journal.count("screenshot.deleted")).isEqualTo(1);
        assertThat(store.objects).isEmpty();
    }

    @Test
    void deletingWhatWasSentRemovesItHereAndInTheStore() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        home.queue.offer(artifact);
        home.connect(store);
        await().until(() -> home.books().counts().sent() == 1);

        home.catalogue().delete(row(artifact), "root");
        home.catalogue().delete(row(artifact), "root");

        assertThat(store.objects).isEmpty();
        assertThat(home.folder.sent(artifact.id())).doesNotExist();
        assertThat(home.catalogue().image(row(artifact))).isEmpty();
        assertThat(list(TestTime.START, TestTime.START.plusSeconds(1), 10)).isEmpty();
        assertThat(home.books().counts()).isEqualTo(new LedgerCounts(1, 1, 0, 0));
        assertThat(home.journal.count("screenshot.deleted")).isEqualTo(1);
    }

    @Test
    void whatIsInAStoreThatIsAwayCannotBeDeletedNow() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        home.queue.offer(artifact);
        home.connect(store);
        await().until(() -> home.books().counts().sent() == 1);
        home.queue.unbindStore(store);
        home.connect(new TestStore("elsewhere"));

        assertThatThrownBy(() -> home.catalogue().delete(row(artifact), "root"))
                .isInstanceOf(NotNowException.class)
                .hasMessageContaining("memory");
        assertThat(row(artifact).deleted()).isFalse();
        assertThat(home.folder.sent(artifact.id())).exists();
    }

    @Test
    void deletingWhatIsOnItsWayWaitsForItAndDeletesItInTheStore() throws Exception {
        Artifact artifact = Artifacts.screenshot(TestTime.START);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        store.before = object -> {
            inside.countDown();
            try {
                goOn.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        home.queue.offer(artifact);
        home.connect(store);
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        LedgerRow pending = row(artifact);
        Thread letGo = new Thread(goOn::countDown);
        letGo.start();

        home.catalogue().delete(pending, "root");

        letGo.join(10_000);
        assertThat(store.objects).isEmpty();
        assertThat(row(artifact).deleted()).isTrue();
        assertThat(home.books().unaccounted()).isZero();
    }

    private List<String> list(Instant from, Instant to, int limit) throws Exception {
        return home.catalogue().list(from, to, limit, row -> true).stream()
                .map(LedgerRow::id)
                .toList();
    }

    private LedgerRow row(Artifact artifact) throws Exception {
        return home.catalogue().find(artifact.id()).orElseThrow();
    }

    private byte[] picture(Artifact artifact) throws Exception {
        Catalogue.Image image = home.catalogue().image(row(artifact)).orElseThrow();
        assertThat(image.mediaType()).isEqualTo("image/jpeg");
        try (InputStream content = image.content()) {
            byte[] bytes = content.readAllBytes();
            assertThat(image.length()).isEqualTo(bytes.length);
            return bytes;
        }
    }
}
