package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Terms;
import io.workstatus.agent.api.policy.Policy;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;

class ScreenshotTermsTest {

    private final FakeServices services = new FakeServices();
    private final Map<String, Map<String, Object>> kept = new HashMap<>();
    private final ScreenshotTerms terms = new ScreenshotTerms(services.context(), configurations());

    @BeforeEach
    void open() {
        terms.open();
    }

    @Test
    void withoutAnyConfigurationBlurredScreenshotsAreDeclared() throws Exception {
        assertThat(declared())
                .containsExactly(new Term(
                        Term.Subject.RECORDED,
                        "screenshots",
                        1,
                        "A screenshot of the whole screen, every 10 minutes, blurred before it is kept, so that nothing on"
                                + " it can be read."));
        assertThat(terms.cover(Settings.from(Map.of()))).isTrue();
        assertThat(terms.cover(Settings.from(Map.of(Policy.BLURRED, false)))).isFalse();
        assertThat(terms.cover(Settings.NOTHING)).isTrue();
    }

    @Test
    void readableOnesGoFurtherAndAreDeclaredBeforeTheOldTermsGo() throws Exception {
        configure(Policy.PID, Map.of(Policy.BLURRED, false, Policy.INTERVAL_SECONDS, 2.5));

        assertThat(declared()).extracting(Term::extent).containsExactly(2L);
        assertThat(declared().get(0).text()).contains("every 2.5 seconds", "can be read");
        assertThat(services.history).containsExactly("+ Terms", "+ Terms", "- Terms");
        assertThat(terms.cover(Settings.from(Map.of(Policy.BLURRED, false)))).isTrue();
    }

    @Test
    void thePolicyWinsOverLocalSettings() {
        configure(Policy.PID, Map.of(Policy.BLURRED, true));
        configure(Capture.PID, Map.of(Policy.BLURRED, false));
        assertThat(declared()).extracting(Term::extent).containsExactly(1L);

        kept.remove(Policy.PID);
        terms.configurationEvent(event(Policy.PID, ConfigurationEvent.CM_DELETED));
        assertThat(declared()).extracting(Term::extent).containsExactly(2L);
    }

    @Test
    void switchedOffOrWrongNothingIsDeclaredNorCovered() throws Exception {
        configure(Policy.PID, Map.of(Policy.ENABLED, false));
        assertThat(declared()).isEmpty();
        assertThat(terms.cover(Settings.from(Map.of()))).isFalse();

        configure(Policy.PID, Map.of(Policy.INTERVAL_SECONDS, "soon"));
        assertThat(declared()).isEmpty();
    }

    @Test
    void otherConfigurationsAreOfNoConcern() {
        configure("io.workstatus.agent.upload", Map.of(Policy.BLURRED, false));

        assertThat(services.history).containsExactly("+ Terms");
    }

    @Test
    void stoppedItDeclaresNothing() throws Exception {
        terms.close();
        configure(Policy.PID, Map.of(Policy.BLURRED, false));

        assertThat(services.of(Terms.class)).isEmpty();
        assertThat(terms.cover(Settings.from(Map.of()))).isFalse();
    }

    private List<Term> declared() {
        assertThat(services.of(Terms.class)).hasSize(1);
        return services.of(Terms.class).get(0).terms();
    }

    private void configure(String pid, Map<String, Object> properties) {
        kept.put(pid, properties);
        terms.configurationEvent(event(pid, ConfigurationEvent.CM_UPDATED));
    }

    @SuppressWarnings("unchecked")
    private static ConfigurationEvent event(String pid, int type) {
        return new ConfigurationEvent(
                (ServiceReference<ConfigurationAdmin>) fake(ServiceReference.class, null), type, null, pid);
    }

    private ConfigurationAdmin configurations() {
        return (ConfigurationAdmin) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ConfigurationAdmin.class}, (proxy, method, arguments) -> {
                    String pid = arguments[0].toString().replaceAll(".*=(.*)\\)", "$1");
                    Map<String, Object> found = kept.get(pid);
                    return found == null
                            ? null
                            : new Configuration[] {
                                (Configuration) fake(Configuration.class, FrameworkUtil.asDictionary(found))
                            };
                });
    }

    private static Object fake(Class<?> type, Dictionary<String, Object> answer) {
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer);
    }
}
