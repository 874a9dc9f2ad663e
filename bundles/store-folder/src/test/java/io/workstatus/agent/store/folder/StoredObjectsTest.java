package io.workstatus.agent.store.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.retention.LocalCopy;
import io.workstatus.agent.api.store.StoreObject;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredObjectsTest {

    private static final String KEY = "screenshots/v=1/dt=2026-11-22/agent=a/20261122T081500.000Z-X.jpg";

    @TempDir
    Path root;

    private void put(String key) throws Exception {
        byte[] bytes = {1, 2, 3};
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        new FolderStore(root)
                .put(new StoreObject(key, "image/jpeg", 3, hash, Map.of()), () -> new ByteArrayInputStream(bytes));
    }

    private List<LocalCopy> list() throws Exception {
        List<LocalCopy> found = new ArrayList<>();
        new StoredObjects(root).list(found::add);
        return found;
    }

    @Test
    void objectsOfADayAreToldAndWhatLiesUnderAFixedKeyIsNot() throws Exception {
        put(KEY);
        put("policy/current.json");

        assertThat(list()).extracting(LocalCopy::name).containsExactly(KEY);
        assertThat(list()).extracting(LocalCopy::bytes).containsExactly(3L);
    }

    @Test
    void anObjectIsAsOldAsItsDayOrItsFileWhicheverIsOlder() throws Exception {
        put(KEY);
        Files.setLastModifiedTime(root.resolve(KEY), FileTime.from(Instant.parse("2026-11-30T00:00:00Z")));
        assertThat(list().get(0).at()).isEqualTo("2026-11-23T00:00:00Z");

        Files.setLastModifiedTime(root.resolve(KEY), FileTime.from(Instant.parse("2026-10-01T00:00:00Z")));
        assertThat(list().get(0).at()).isEqualTo("2026-10-01T00:00:00Z");
    }

    @Test
    void anObjectThatIsRemovedTakesItsSideFileAlong() throws Exception {
        put(KEY);

        new StoredObjects(root).remove(KEY);
        new StoredObjects(root).remove(KEY);

        try (var files = Files.list(root.resolve(KEY).getParent())) {
            assertThat(files).isEmpty();
        }
        assertThat(list()).isEmpty();
    }

    @Test
    void withoutAStoreThereIsNothing() throws Exception {
        assertThat(new ArrayList<>(list())).isEmpty();
        new StoredObjects(root.resolve("none")).list(copy -> {
            throw new AssertionError(copy);
        });
    }
}
