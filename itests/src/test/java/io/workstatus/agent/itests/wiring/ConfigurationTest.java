package io.workstatus.agent.itests.wiring;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.policy.Policy;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.inject.Inject;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** What configuration can do, and what it cannot. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ConfigurationTest {

    private static final String CAPTURE = "io.workstatus.agent.capture";

    /** A property that no component knows: it shows that a configuration has arrived. */
    private static final String MARK = "test.mark";

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration UP = Duration.ofSeconds(20);

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private ServiceComponentRuntime runtime;

    private Components components;

    @Configuration
    public Option[] container() {
        return Distribution.withoutCapabilities();
    }

    @Before
    public void awaitReady() {
        Distribution.bringUp(context);
        components = new Components(context, runtime);
        new LocalHttp(context).await("/health");
    }

    @After
    public void forget() throws IOException, InvalidSyntaxException {
        var kept = configurations.listConfigurations("(" + MARK + "=*)");
        for (var configuration : kept == null ? new org.osgi.service.cm.Configuration[0] : kept) {
            // Emptied, not deleted: what is deleted is made again by others, at a time of their own.
            configuration.update(FrameworkUtil.asDictionary(Map.of()));
        }
    }

    @Test
    public void thePolicyWinsOverLocalSettings() throws IOException {
        // The endpoint's own default is what the policy says: the client has put it there already.
        Awaitility.await("the policy").atMost(UP).until(() -> capture().get(Policy.INTERVAL_SECONDS) != null);
        Object ofThePolicy = capture().get(Policy.INTERVAL_SECONDS);

        configure(CAPTURE, Map.of(MARK, "local", Policy.INTERVAL_SECONDS, 12_345.0, "quality", 42));
        Awaitility.await("the local settings")
                .atMost(SOON)
                .until(() -> "local".equals(capture().get(MARK)));
        assertThat(capture()).containsEntry("quality", 42);
        assertThat(capture()).containsEntry(Policy.INTERVAL_SECONDS, ofThePolicy);

        configurations.getConfiguration(Policy.PID, "?").delete();
        Awaitility.await("the policy is put back")
                .atMost(SOON)
                .until(() -> configurations.listConfigurations("(service.pid=" + Policy.PID + ")") != null);
        Awaitility.await("the policy wins again")
                .atMost(SOON)
                .until(() -> ofThePolicy.equals(capture().get(Policy.INTERVAL_SECONDS)));
    }

    @Test
    public void noReferenceOfACapabilityCanBeConfiguredAway() throws IOException {
        Predicate<Bundle> capabilities = Components::isCapability;
        Set<String> before = components.lines(capabilities);
        Map<String, Map<String, String>> targets = targets(capabilities);
        List<ComponentDescriptionDTO> declared =
                components.declared(capabilities).toList();
        for (ComponentDescriptionDTO component : declared) {
            Map<String, Object> properties = new HashMap<>();
            properties.put(MARK, component.name);
            for (ReferenceDTO reference : component.references) {
                properties.put(reference.name + ".target", "(nobody=at all)");
                properties.put(reference.name + ".cardinality.minimum", 99);
            }
            for (String pid : ownPids(component)) {
                configure(pid, properties);
            }
        }

        Awaitility.await("every configuration has arrived")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(components
                                .configured(capabilities)
                                .filter(component ->
                                        !ownPids(component.description).isEmpty())
                                .filter(component -> !component.properties.containsKey(MARK))
                                .map(component -> component.description.name))
                        .isEmpty());
        Awaitility.await("everything is as it was").atMost(SOON).untilAsserted(() -> {
            assertThat(components.lines(capabilities)).isEqualTo(before);
            assertThat(targets(capabilities)).isEqualTo(targets);
        });
        assertThat(components.configured(capabilities).flatMap(component -> component.properties.keySet().stream()))
                .contains(MARK)
                .noneMatch(name -> name.endsWith(".cardinality.minimum"));
    }

    /** The policy is put back by whoever fetches it. */
    private static List<String> ownPids(ComponentDescriptionDTO component) {
        return Arrays.stream(component.configurationPid)
                .filter(pid -> !pid.equals(Policy.PID))
                .toList();
    }

    private Map<String, Object> capture() {
        return components.byName(CAPTURE).properties;
    }

    private void configure(String pid, Map<String, Object> properties) throws IOException {
        configurations.getConfiguration(pid, "?").update(FrameworkUtil.asDictionary(properties));
    }

    /** The targets in force, of each component. */
    private Map<String, Map<String, String>> targets(Predicate<Bundle> which) {
        return components
                .configured(which)
                .collect(toMap(
                        component -> component.description.name,
                        ConfigurationTest::targets,
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static Map<String, String> targets(ComponentConfigurationDTO component) {
        return component.properties.entrySet().stream()
                .filter(property -> property.getKey().endsWith(".target"))
                .collect(
                        toMap(Map.Entry::getKey, property -> property.getValue().toString()));
    }
}
