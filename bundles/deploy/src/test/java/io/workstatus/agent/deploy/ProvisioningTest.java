package io.workstatus.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class ProvisioningTest {

    private static final String PID = "io.workstatus.agent.battery";

    @TempDir
    Path home;

    private final Map<String, Map<String, Object>> configurations = new HashMap<>();
    private final List<String> journal = new ArrayList<>();
    private Provisioning provisioning;

    @BeforeEach
    void makeTheFolders() throws IOException {
        Files.createDirectories(home.resolve("provision"));
        Files.createDirectories(home.resolve("config"));
        provisioning = new Provisioning(home, admin(), (type, data) -> journal.add(type));
    }

    @Test
    void aFileIsAppliedOnceAndAgainOnlyWhenItHasChanged() throws IOException {
        provision("{\"suspendBelowPercent\": 30, \"names\": [\"a\", \"b\"]}");
        assertThat(configurations.get(PID)).containsEntry("suspendBelowPercent", 30);
        assertThat((String[]) configurations.get(PID).get("names")).containsExactly("a", "b");

        configurations.clear();
        provisioning.apply();
        assertThat(configurations).isEmpty();

        provision("{\"suspendBelowPercent\": 31}");
        assertThat(configurations.get(PID)).containsOnlyKeys("suspendBelowPercent");
        assertThat(journal).containsExactly("configuration.provisioned", "configuration.provisioned");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[1]",
                "null",
                "{",
                "{\"a\": 1} x",
                "{\"a\": {\"b\": 1}}",
                "{\"a\": null}",
                "{\"a\":1,\"a\":2}"
            })
    void aFileThatIsNoFlatJsonObjectIsRefusedWholeAndTheOthersAreApplied(String text) throws IOException {
        Files.writeString(home.resolve("provision/a.bad.json"), text);
        provision("{\"x\": true}");
        assertThat(configurations).containsOnlyKeys(PID);
        assertThat(journal).containsExactly("configuration.refused", "configuration.provisioned");
    }

    private void provision(String text) throws IOException {
        Files.writeString(home.resolve("provision").resolve(PID + ".json"), text);
        provisioning.apply();
    }

    private ConfigurationAdmin admin() {
        return proxy(
                ConfigurationAdmin.class,
                (method, arguments) -> proxy(Configuration.class, (update, values) -> {
                    Map<String, Object> properties = new HashMap<>();
                    Dictionary<?, ?> dictionary = (Dictionary<?, ?>) values[0];
                    Collections.list(dictionary.keys())
                            .forEach(key -> properties.put((String) key, dictionary.get(key)));
                    configurations.put((String) arguments[0], properties);
                    return null;
                }));
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
