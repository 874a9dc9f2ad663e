package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreNotSetUp;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;

/** What is meant for one store does not end in another because the first is away for a moment. */
class StoresTest {

    private static final String CLOUD = "store-cloud";

    private final TestStore folder = new TestStore("folder");
    private final TestStore cloud = new TestStore("cloud");
    private final Stores stores = new Stores(Optional.empty());

    private static Map<String, Object> properties(String name, int ranking, long id) {
        return Map.of(ObjectStore.NAME, name, Constants.SERVICE_RANKING, ranking, Constants.SERVICE_ID, id);
    }

    private void bindBoth() {
        stores.put(folder, properties("store-folder", 0, 1));
        stores.put(cloud, properties(CLOUD, 100, 2));
    }

    @Test
    void theHighestRankedIsUsed() {
        bindBoth();

        assertThat(stores.best()).contains(cloud);
    }

    @Test
    void aStoreThatIsReplacedIsWaitedFor() {
        bindBoth();

        stores.remove(cloud);

        assertThat(stores.best()).isEmpty();
        stores.put(cloud, properties(CLOUD, 100, 3));
        assertThat(stores.best()).contains(cloud);
    }

    @Test
    void aStoreThatIsNoLongerSetUpIsNotWaitedFor() {
        bindBoth();

        stores.notSetUp(CLOUD);
        assertThat(stores.best()).contains(cloud);
        stores.remove(cloud);

        assertThat(stores.best()).contains(folder);
        assertThat(stores.preferred()).isEmpty();
    }

    @Test
    void theDefaultStoreIsNotWaitedFor() {
        stores.put(folder, properties("store-folder", 0, 1));
        stores.remove(folder);
        TestStore other = new TestStore("other");
        stores.put(other, properties("store-other", -1, 2));

        assertThat(stores.best()).contains(other);
    }

    @Test
    void afterARestartNothingGoesElsewhereBeforeThePreferredStoreIsUp(@TempDir Path folder) throws Exception {
        try (Home home = new Home(folder)) {
            home.queue.bindStore(cloud, properties(CLOUD, 100, 2));
            await().until(() -> new PreferredStoreFile(home.root.resolve("store.json"))
                    .kept()
                    .isPresent());
            home.reopen();

            home.connect(this.folder);
            home.queue.offer(Artifacts.screenshot(TestTime.START));
            await().until(() -> home.waiting.stream().anyMatch(w -> w.reason().contains(CLOUD)));
            assertThat(this.folder.objects).isEmpty();

            home.queue.bindStore(cloud, properties(CLOUD, 100, 2));
            await().until(() -> cloud.objects.size() == 1);
            assertThat(this.folder.objects).isEmpty();
        }
    }

    @Test
    void afterARestartAStoreThatIsNoLongerSetUpIsForgotten(@TempDir Path folder) throws Exception {
        try (Home home = new Home(folder)) {
            home.queue.bindStore(cloud, properties(CLOUD, 100, 2));
            await().until(() -> new PreferredStoreFile(home.root.resolve("store.json"))
                    .kept()
                    .isPresent());
            home.reopen();

            home.connect(this.folder);
            home.queue.offer(Artifacts.screenshot(TestTime.START));
            home.queue.bindNotSetUp(new StoreNotSetUp(CLOUD));

            await().until(() -> this.folder.objects.size() == 1);
            home.reopen();
            home.connect(this.folder);
            home.queue.offer(Artifacts.screenshot(TestTime.START));
            await().until(() -> this.folder.objects.size() == 2);
        }
    }
}
