package io.workstatus.agent.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workstatus.agent.api.status.Waiting;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreNotSetUp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration leads to; above all, that one which cannot be used never means the folder. */
class S3StoreSetupTest {

    private final List<Object> shown = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();

    private final ServiceSigns signs = new ServiceSigns() {
        @Override
        public Runnable show(ObjectStore store, String name) {
            return add(store);
        }

        @Override
        public Runnable show(StoreNotSetUp sign) {
            return add(sign);
        }

        @Override
        public Runnable show(Waiting sign) {
            return add(sign);
        }

        private Runnable add(Object service) {
            shown.add(service);
            return () -> shown.remove(service);
        }
    };

    private S3StoreSetup setUp(Map<String, Object> properties) {
        return new S3StoreSetup(signs, properties, (type, data) -> journal.add(type + data), Objects.TIME);
    }

    private static Map<String, Object> with(String name, Object value) {
        Map<String, Object> properties = new HashMap<>(Map.of("bucket", "my-screens", "region", "eu-central-1"));
        properties.put(name, value);
        return properties;
    }

    @Test
    void withoutABucketThereIsNoStore() {
        setUp(Map.of("region", "eu-central-1"));

        assertThat(shown).containsExactly(new StoreNotSetUp("store-s3"));
        assertThat(journal).isEmpty();
    }

    @Test
    void withABucketThereIsOneThatSaysWhere() {
        S3StoreSetup setup = setUp(with("prefix", "team-a/"));

        assertThat(shown).hasSize(1);
        assertThat(((ObjectStore) shown.get(0)).destination()).isEqualTo("s3://my-screens/team-a/");
        assertThat(setup.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bucket | My_Bucket",
                "bucket | a",
                "bucket | 192.168.1.1",
                "bucket | a..b",
                "bucket | xn--a-bucket",
                "endpoint | not a url",
                "endpoint | ftp://host",
                "endpoint | s3.example.org",
                "endpoint | https://ada:hunter2@s3.example.org",
                "prefix | ../elsewhere/",
                "prefix | a/../b/",
                "prefix | /a/",
                "prefix | a//b/",
                "region | eu central",
                "sse | rot13",
                "kmsKeyId | k",
                "pathStyle | perhaps",
                "storageClass | cold please"
            })
    void whatCannotBeUsedTakesNothingAndSaysWhatToDo(String name, String value) {
        Map<String, Object> properties = with(name, value);
        if (name.equals("kmsKeyId")) {
            properties.put("sse", "AES256");
        }
        S3StoreSetup setup = setUp(properties);

        assertThat(shown).hasSize(2);
        Waiting waiting = (Waiting) shown.get(1);
        assertThat(waiting.reason()).contains(name).matches(".*(Set|set) .*").doesNotContain("hunter2");
        assertThatThrownBy(() -> ((ObjectStore) shown.get(0)).head("k"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.STORE))
                .hasMessage(waiting.reason());
        assertThat(setup.execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(journal).singleElement().asString().contains("configuration.invalid");
    }

    @Test
    void aCorrectedSettingGoesOnAtOnceAndTheOldStoreIsTakenAway() {
        S3StoreSetup setup = setUp(with("prefix", ".."));

        setup.modified(with("prefix", "good/"));

        assertThat(shown).singleElement().isInstanceOf(S3Store.class);
        setup.modified(Map.of());
        assertThat(shown).containsExactly(new StoreNotSetUp("store-s3"));
        setup.end();
        assertThat(shown).isEmpty();
    }

    @Test
    void theSameSettingsAgainChangeNothing() {
        S3StoreSetup setup = setUp(with("prefix", "a/"));
        Object before = shown.get(0);

        setup.modified(with("prefix", "a/"));

        assertThat(shown).containsExactly(before);
    }
}
