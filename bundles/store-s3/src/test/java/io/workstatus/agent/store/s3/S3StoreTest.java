package io.workstatus.agent.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import io.workstatus.agent.api.store.StoreObject;
import io.workstatus.agent.api.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that verifies signatures, checksums and conditions. */
class S3StoreTest {

    private static S3Server server;

    private final byte[] bytes = Objects.bytes(1);
    private final StoreObject object = Objects.object(Objects.KEY, bytes);
    private final List<S3Store> stores = new ArrayList<>();
    private Calls calls;

    @BeforeAll
    static void start() throws Exception {
        server = new S3Server();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void credentials() {
        System.setProperty("aws.accessKeyId", S3Server.KEY_ID);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET);
        System.setProperty("aws.disableEc2Metadata", "true");
        System.setProperty("aws.sharedCredentialsFile", "/nonexistent/credentials");
        System.setProperty("aws.configFile", "/nonexistent/config");
        calls = new Calls();
    }

    @AfterEach
    void clear() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        server.objects.removeBlob(S3Server.BUCKET, Objects.KEY);
        stores.forEach(S3Store::retire);
        calls.end();
    }

    private S3Store store(Map<String, Object> properties) throws UnusableSettingException {
        S3Store store = new S3Store(Settings.of(properties), calls, Objects.TIME);
        stores.add(store);
        return store;
    }

    private S3Store store() throws UnusableSettingException {
        return store(server.properties());
    }

    private S3Store store(String name, Object value) throws UnusableSettingException {
        Map<String, Object> properties = server.properties();
        properties.put(name, value);
        return store(properties);
    }

    private static StoreException failure(Callable<?> call) {
        try {
            call.call();
        } catch (StoreException e) {
            return e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("no failure");
    }

    private StoreException failure(S3Store store) {
        return failure(() -> {
            store.put(object, Objects.content(bytes));
            return true;
        });
    }

    @Test
    void anObjectArrivesUnderItsKeyWithItsTypeItsHashAndItsMetadata() throws Exception {
        S3Store store = store();

        store.put(object, Objects.content(bytes));

        assertThat(server.read(Objects.KEY)).isEqualTo(bytes);
        assertThat(server.head(Objects.KEY).contentType()).isEqualTo("image/jpeg");
        assertThat(server.head(Objects.KEY).metadata())
                .containsEntry("sha256", object.sha256())
                .containsEntry("user", "ada");
        assertThat(store.head(Objects.KEY))
                .contains(new StoredObject(bytes.length, java.util.Optional.of(object.sha256())));
    }

    @Test
    void thePrefixStandsBeforeTheKeyAsItIs() throws Exception {
        store("prefix", "team-a/x-").put(object, Objects.content(bytes));

        assertThat(server.read("team-a/x-" + Objects.KEY)).isEqualTo(bytes);
        assertThat(server.has(Objects.KEY)).isFalse();
    }

    @Test
    void whatIsReplacedIsTheNewObjectInOneStep() throws Exception {
        S3Store store = store();
        store.put(object, Objects.content(bytes));
        byte[] others = Objects.bytes(2);

        store.replace(Objects.object(Objects.KEY, others), Objects.content(others));

        assertThat(server.read(Objects.KEY)).isEqualTo(others);
    }

    @Test
    void aRepeatedPutIsASuccessThatChangesNothing() throws Exception {
        store().put(object, Objects.content(bytes));
        var first = server.head(Objects.KEY);

        store().put(object, Objects.content(bytes));

        assertThat(server.head(Objects.KEY).lastModified()).isEqualTo(first.lastModified());
    }

    @Test
    void whatElseIsThereIsNotWrittenOver() throws Exception {
        byte[] others = Objects.bytes(2);
        store().put(Objects.object(Objects.KEY, others), Objects.content(others));

        StoreException e = failure(store());

        assertThat(e.kind()).isEqualTo(Kind.ITEM);
        assertThat(e.code()).isEqualTo("KeyTaken");
        assertThat(server.read(Objects.KEY)).isEqualTo(others);
    }

    @Test
    void bytesThatDoNotHaveThePromisedHashAreNotStored() throws Exception {
        StoreException e = failure(() -> {
            store().put(object, Objects.content(Objects.bytes(3)));
            return true;
        });

        assertThat(e.kind()).isNotEqualTo(Kind.STORE);
        assertThat(server.has(Objects.KEY)).isFalse();
    }

    @Test
    void deletingIsASuccessWhetherItIsThereOrNot() throws Exception {
        S3Store store = store();
        store.put(object, Objects.content(bytes));

        store.delete(Objects.KEY);
        store.delete(Objects.KEY);

        assertThat(store.head(Objects.KEY)).isEmpty();
    }

    @Test
    void wrongCredentialsAreOfTheStoreAndRightOnesAreFoundAtTheNextTry() throws Exception {
        S3Store store = store();
        System.setProperty("aws.secretAccessKey", "another-secret");
        StoreException e = failure(store);
        assertThat(e.kind()).isEqualTo(Kind.STORE);
        assertThat(e).hasMessageContaining("aws configure").hasMessageNotContaining("another-secret");

        System.setProperty("aws.secretAccessKey", S3Server.SECRET);
        store.put(object, Objects.content(bytes));

        assertThat(server.read(Objects.KEY)).isEqualTo(bytes);
    }

    @Test
    void missingCredentialsAreNamedAndFoundOnceTheyAreThere() throws Exception {
        S3Store store = store();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        StoreException e = failure(store);
        assertThat(e.kind()).isEqualTo(Kind.STORE);
        assertThat(e.code()).isEqualTo("NoCredentials");
        assertThat(e).hasMessageContaining("aws configure");

        System.setProperty("aws.accessKeyId", S3Server.KEY_ID);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET);
        store.put(object, Objects.content(bytes));

        assertThat(server.read(Objects.KEY)).isEqualTo(bytes);
    }

    @Test
    void aBucketThatIsNotThereIsNamed() throws Exception {
        StoreException e = failure(store("bucket", "not-there"));

        assertThat(e.kind()).isEqualTo(Kind.STORE);
        assertThat(e.code()).isEqualTo("NoSuchBucket");
        assertThat(e).hasMessageContaining("not-there");
    }

    @Test
    void aServerThatIsNotThereIsTriedAgain() throws Exception {
        StoreException e = failure(store("endpoint", "http://127.0.0.1:9"));

        assertThat(e.kind()).isEqualTo(Kind.TRANSIENT);
        assertThat(e.code()).isEqualTo("NoConnection");
    }

    @Test
    void aNameThatIsNotKnownIsTriedAgain() throws Exception {
        StoreException e = failure(store("endpoint", "http://store.invalid"));

        assertThat(e.kind()).isEqualTo(Kind.TRANSIENT);
        assertThat(e.code()).isEqualTo("UnknownHost");
    }

    @Test
    void plainTextWhereTlsIsExpectedIsNamed() throws Exception {
        StoreException e =
                failure(store("endpoint", server.endpoint().toString().replace("http:", "https:")));

        assertThat(e.kind()).isEqualTo(Kind.TRANSIENT);
        assertThat(e.code()).isEqualTo("TlsError");
    }

    @Test
    void contentThatCannotBeReadIsNotTheStoresFault() throws Exception {
        StoreException e = failure(() -> {
            store().put(object, () -> {
                throw new IOException("the disk is broken");
            });
            return true;
        });

        assertThat(e.kind()).isEqualTo(Kind.TRANSIENT);
        assertThat(e.code()).isEqualTo("ContentUnreadable");
    }

    @Test
    void anObjectOverFiveGigabytesIsNeverTaken() throws Exception {
        StoreObject large = new StoreObject(Objects.KEY, "image/jpeg", S3Store.LARGEST + 1, object.sha256(), Map.of());

        assertThatThrownBy(() -> store().put(large, Objects.content(bytes)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ITEM))
                .hasMessageContaining("5 GB");
    }

    @Test
    void manyAtOnceArriveAndNoThreadOutlivesTheEnd() throws Exception {
        S3Store store = store();
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try {
            for (Future<?> put : senders.invokeAll(IntStream.range(0, 40)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        byte[] some = Objects.bytes(i);
                        store.put(Objects.object("many/" + i, some), Objects.content(some));
                        return true;
                    })
                    .toList())) {
                put.get();
            }
        } finally {
            senders.shutdown();
        }
        for (int i = 0; i < 40; i++) {
            assertThat(server.read("many/" + i)).isEqualTo(Objects.bytes(i));
        }

        store.retire();
        calls.end();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive()
                        && (thread.getName().startsWith("workstatus-store-s3")
                                || thread.getName().startsWith("sdk-")
                                || thread.getName().startsWith("idle-connection")));
    }

    @Test
    void aRetiredStoreLetsTheCallUnderWayEndAndTakesNoOther() throws Exception {
        S3Store store = store();
        store.put(object, () -> {
            store.retire();
            return Objects.content(bytes).open();
        });

        assertThat(server.read(Objects.KEY)).isEqualTo(bytes);
        assertThat(failure(store).code()).isEqualTo("Closed");
    }
}
