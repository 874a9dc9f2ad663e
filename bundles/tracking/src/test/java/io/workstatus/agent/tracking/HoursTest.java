package io.workstatus.agent.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.policy.Policy;
import io.workstatus.agent.api.recording.Hold;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.component.ComponentConstants;

class HoursTest {

    private static final String MONDAYS =
            "{\"working_hours\": {\"zone\": \"Europe/Berlin\", \"days\": {\"mon\": [\"09:00-17:00\"]}}}";

    private final Fakes.Time time = new Fakes.Time();
    private volatile @Nullable String document;
    private RealRegistry registry;
    private Hours hours;

    @BeforeEach
    void start(@TempDir Path storage) throws Exception {
        registry = new RealRegistry(storage);
        hours = new Hours(registry.context(), configurations(), time);
        hours.open();
    }

    @AfterEach
    void stop() throws Exception {
        hours.close(ComponentConstants.DEACTIVATION_REASON_DISPOSED);
        registry.stop();
    }

    @Test
    void withoutAPolicyOrHoursInItNothingHolds() {
        assertThat(registry.holds()).isEmpty();
        put("{\"screenshot_interval\": 10}");
        assertThat(registry.holds()).isEmpty();
    }

    @Test
    void aPolicyHoldsAtOnceAndSaysUntilWhen() {
        put(MONDAYS);

        // NOON is a Sunday.
        assertThat(registry.holds())
                .containsExactly(new Hold(
                        "tracking.hours", "outside working hours, until Mon 23 Nov 09:00 (Europe/Berlin)", Fakes.NOON));

        put("{}");
        assertThat(registry.holds()).isEmpty();
    }

    @Test
    void theHoldComesAndGoesWithTheHours() {
        put(MONDAYS);
        time.set(Instant.parse("2026-11-23T08:00:00Z"));
        await().until(() -> registry.holds().isEmpty());

        time.set(Instant.parse("2026-11-23T16:00:00Z"));
        await().until(() -> registry.holds().size() == 1);
        assertThat(registry.holds().get(0).reason()).contains("until Mon 30 Nov 09:00");
    }

    @Test
    void hoursThatMakeNoSenseHoldWhateverTimeItIs() {
        put("{\"working_hours\": {\"days\": {\"mo\": []}}}");

        assertThat(registry.holds()).hasSize(1);
        assertThat(registry.holds().get(0).reason()).contains("working_hours.days has mon, tue");
        assertThat(hours.objection("{\"working_hours\": {\"days\": {\"mo\": []}}}"))
                .isPresent();
        assertThat(hours.objection(MONDAYS)).isEmpty();
    }

    @Test
    void itHoldsBeforeItIsThere() throws Exception {
        document = MONDAYS;
        hours.close(ComponentConstants.DEACTIVATION_REASON_DISPOSED);
        assertThat(registry.holds()).isEmpty();
        hours = new Hours(registry.context(), configurations(), time);
        hours.open();

        assertThat(registry.holds()).hasSize(1);
    }

    @SuppressWarnings("unchecked")
    private void put(String policy) {
        document = policy;
        hours.configurationEvent(new ConfigurationEvent(
                (ServiceReference<ConfigurationAdmin>) fake(ServiceReference.class, null),
                ConfigurationEvent.CM_UPDATED,
                null,
                Policy.PID));
    }

    private ConfigurationAdmin configurations() {
        return (ConfigurationAdmin) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ConfigurationAdmin.class}, (proxy, method, arguments) -> {
                    String kept = document;
                    return kept == null
                            ? null
                            : new Configuration[] {
                                (Configuration) fake(
                                        Configuration.class, FrameworkUtil.asDictionary(Map.of(Policy.DOCUMENT, kept)))
                            };
                });
    }

    private static Object fake(Class<?> type, @Nullable Object answer) {
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer);
    }
}
