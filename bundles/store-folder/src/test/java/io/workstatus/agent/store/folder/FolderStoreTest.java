package io.workstatus.agent.store.folder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.workstatus.agent.api.store.Content;
import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import io.workstatus.agent.api.store.StoreObject;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderStoreTest {

    private static final String KEY = "screenshots/v=1/dt=2026-11-22/agent=a/20261122T081500.000Z-01.jpg";
    private static final byte[] BYTES = "a picture".getBytes(UTF_8);

    @TempDir
    Path home;

    private Path root;
    private FolderStore store;

    @BeforeEach
    void open() {
        root = home.resolve("store");
        store = new FolderStore(root);
    }

    @Test
    void keepsTheBytesUnderTheKeyWithTheirHashBeside() throws Exception {
        store.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES));

        Path file = root.resolve(KEY);
        assertThat(file).hasBinaryContent(BYTES);
        assertThat(file.resolveSibling(".20261122T081500.000Z-01.jpg.sha256"))
                .hasContent(sha256(BYTES) + "  20261122T081500.000Z-01.jpg\n");
        assertThat(store.localFile(KEY)).contains(file);
        assertThat(store.head(KEY)).hasValueSatisfying(stored -> {
            assertThat(stored.length()).isEqualTo(BYTES.length);
            assertThat(stored.sha256()).contains(sha256(BYTES));
        });
        assertThat(names())
                .containsExactlyInAnyOrder("20261122T081500.000Z-01.jpg", ".20261122T081500.000Z-01.jpg.sha256");
    }

    @Test
    void theMetadataStandsInTheSideFileWhichSha256sumChecks() throws Exception {
        StoreObject object = object("a/1.jpg", BYTES);
        store.put(
                new StoreObject(
                        object.key(),
                        object.mediaType(),
                        object.length(),
                        object.sha256(),
                        Map.of("user", "ada", "journal-seq", "7")),
                () -> new ByteArrayInputStream(BYTES));

        assertThat(root.resolve("a/.1.jpg.sha256"))
                .hasContent(sha256(BYTES) + "  1.jpg\n# journal-seq: 7\n# user: ada\n");
        Process check = new ProcessBuilder("sha256sum", "--check", "--strict", ".1.jpg.sha256")
                .directory(root.resolve("a").toFile())
                .start();
        assertThat(check.waitFor()).isZero();
    }

    @Test
    void repeatedPutChangesNothing() throws Exception {
        store.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES));
        FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(root.resolve(KEY), longAgo);

        store.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES));

        assertThat(Files.getLastModifiedTime(root.resolve(KEY))).isEqualTo(longAgo);
    }

    @Test
    void refusesOtherContentUnderATakenKey() throws Exception {
        store.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES));
        byte[] other = "another picture".getBytes(UTF_8);

        StoreException refused = refusal(KEY, other, () -> new ByteArrayInputStream(other));

        assertThat(refused.kind()).isEqualTo(Kind.ITEM);
        assertThat(root.resolve(KEY)).hasBinaryContent(BYTES);
    }

    @Test
    void replacesACopyThatWasDamaged() throws Exception {
        store.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES));
        Files.writeString(root.resolve(KEY), "a pictXre");

        store.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES));

        assertThat(root.resolve(KEY)).hasBinaryContent(BYTES);
    }

    @Test
    void bringsBackALostSideFile() throws Exception {
        store.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES));
        Path sideFile = root.resolve(KEY).resolveSibling(".20261122T081500.000Z-01.jpg.sha256");
        Files.delete(sideFile);

        store.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES));

        assertThat(sideFile).content().startsWith(sha256(BYTES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "..",
                "../outside",
                "a/../../outside",
                "a//b",
                "a/",
                "./a",
                "a/.b.sha256",
                "a\\b",
                "c:/a",
                "a/b\u0000c",
                "a/b\nc"
            })
    void refusesKeysThatAreNoPlaceInTheFolder(String key) throws Exception {
        StoreException refused = refusal(key, BYTES, () -> new ByteArrayInputStream(BYTES));

        assertThat(refused.kind()).isEqualTo(Kind.ITEM);
        assertThat(refused.getMessage()).doesNotContain("\n").doesNotContain("\u0000");
        assertThat(store.localFile(key)).isEmpty();
        assertThat(names()).isEmpty();
    }

    @Test
    void refusesASegmentThatNoFileSystemTakes() {
        StoreException refused = refusal("a/" + "x".repeat(201), BYTES, () -> new ByteArrayInputStream(BYTES));

        assertThat(refused.kind()).isEqualTo(Kind.ITEM);
    }

    @Test
    void wrongBytesAreNotStored() throws Exception {
        byte[] other = "a pictXre".getBytes(UTF_8);

        StoreException refused = refusal(KEY, BYTES, () -> new ByteArrayInputStream(other));

        assertThat(refused.code()).isEqualTo("ContentMismatch");
        assertThat(names()).isEmpty();
    }

    @Test
    void tooFewBytesAreNotStored() throws Exception {
        StoreException refused = refusal(KEY, BYTES, () -> new ByteArrayInputStream(BYTES, 0, 4));

        assertThat(refused.code()).isEqualTo("ContentMismatch");
        assertThat(names()).isEmpty();
    }

    @Test
    void contentThatCannotBeReadIsTriedAgainLater() throws Exception {
        StoreException failed = refusal(KEY, BYTES, () -> new FilterInputStream(new ByteArrayInputStream(BYTES)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("bad sector");
            }
        });

        assertThat(failed.kind()).isEqualTo(Kind.TRANSIENT);
        assertThat(names()).isEmpty();
    }

    @Test
    void aFileInPlaceOfTheFolderStopsTheStoreUntilItIsGone() throws Exception {
        Files.writeString(root, "in the way");

        StoreException failed = refusal(KEY, BYTES, () -> new ByteArrayInputStream(BYTES));
        assertThat(failed.kind()).isEqualTo(Kind.STORE);
        assertThat(failed).hasMessageContaining(root.toString()).hasMessageContaining("not a folder");

        Files.delete(root);
        store.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES));
        assertThat(root.resolve(KEY)).hasBinaryContent(BYTES);
    }

    @Test
    void aFileInPlaceOfAFolderBelowStopsTheStoreAndLosesNoItem() throws Exception {
        Files.createDirectories(root);
        Files.writeString(root.resolve("screenshots"), "in the way");

        StoreException failed = refusal(KEY, BYTES, () -> new ByteArrayInputStream(BYTES));

        assertThat(failed.kind()).isEqualTo(Kind.STORE);
        assertThat(failed).hasMessageContaining("screenshots");
    }

    @Test
    void aMissingHomeStopsTheStore() {
        FolderStore homeless = new FolderStore(home.resolve("gone/store"));

        StoreException failed = catchThrowableOfType(
                StoreException.class, () -> homeless.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES)));

        assertThat(failed.kind()).isEqualTo(Kind.STORE);
        assertThat(home.resolve("gone")).doesNotExist();
    }

    @Test
    void aFolderThatIsRemovedWhileRunningIsMadeAgain() throws Exception {
        store.put(object("a/1.jpg", BYTES), () -> new ByteArrayInputStream(BYTES));
        Files.delete(root.resolve("a/1.jpg"));
        Files.delete(root.resolve("a/.1.jpg.sha256"));
        Files.delete(root.resolve("a"));

        store.put(object("a/1.jpg", BYTES), () -> new ByteArrayInputStream(BYTES));

        assertThat(root.resolve("a/1.jpg")).hasBinaryContent(BYTES);
    }

    @Test
    void whatAKilledWriterLeftIsRemoved() throws Exception {
        Files.createDirectories(root.resolve("a"));
        Files.writeString(root.resolve("a/.1.jpg.0a1b2c3d.part"), "half a pict");

        store.put(object("a/2.jpg", BYTES), () -> new ByteArrayInputStream(BYTES));

        assertThat(names()).containsExactlyInAnyOrder("2.jpg", ".2.jpg.sha256");
    }

    @Test
    void deletesTheObjectAndItsSideFileAndTwiceIsASuccess() throws Exception {
        store.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES));

        store.delete(KEY);
        store.delete(KEY);

        assertThat(names()).isEmpty();
        assertThat(store.head(KEY)).isEmpty();
        assertThat(store.localFile(KEY)).isEmpty();
    }

    @Test
    void twoWritersOfOneKeyDoNotMeet() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> first = threads.submit(() -> {
                store.put(object(KEY, BYTES), () -> {
                    reading.countDown();
                    awaitOrFail(goOn);
                    return new ByteArrayInputStream(BYTES);
                });
                return null;
            });
            awaitOrFail(reading);

            StoreException busy = refusal(KEY, BYTES, () -> new ByteArrayInputStream(BYTES));
            assertThat(busy.kind()).isEqualTo(Kind.TRANSIENT);

            goOn.countDown();
            first.get(10, TimeUnit.SECONDS);
            store.put(object(KEY, BYTES), () -> new ByteArrayInputStream(BYTES));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void writersOfManyKeysShareFoldersWithoutHarm() throws Exception {
        int writers = 8;
        CyclicBarrier together = new CyclicBarrier(writers);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> puts = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String key = "day/" + i + ".jpg";
                puts.add(threads.submit(() -> {
                    together.await(10, TimeUnit.SECONDS);
                    store.put(object(key, BYTES), () -> new ByteArrayInputStream(BYTES));
                    return null;
                }));
            }
            for (Future<?> put : puts) {
                put.get(10, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(names()).hasSize(2 * writers).noneMatch(name -> name.endsWith(".part"));
    }

    private StoreException refusal(String key, byte[] promised, Content content) {
        StoreException thrown =
                catchThrowableOfType(StoreException.class, () -> store.put(object(key, promised), content));
        assertThat(thrown).as("put of %s", key).isNotNull();
        return thrown;
    }

    private List<String> names() throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private static void awaitOrFail(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static StoreObject object(String key, byte[] content) {
        return new StoreObject(key, "image/jpeg", content.length, sha256(content), Map.of());
    }

    private static String sha256(byte[] content) {
        var digest = Sha256.start();
        digest.update(content);
        return Sha256.finish(digest);
    }
}
