package io.workstatus.agent.itests.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.clock.TimeSource;
import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import org.assertj.core.api.SoftAssertions;
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
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Everything that is shipped, together, brought up the way it always is. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class WholeSetTest {

    @Inject
    private BundleContext context;

    @Inject
    private TimeSource time;

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

    @Test
    public void everyBundleRuns() {
        SoftAssertions softly = new SoftAssertions();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                softly.assertThat(bundle.getState())
                        .as(bundle.getSymbolicName())
                        .isIn(
                                Bundle.ACTIVE,
                                bundle.getHeaders().get(Constants.BUNDLE_ACTIVATIONPOLICY) == null
                                        ? Bundle.ACTIVE
                                        : Bundle.STARTING);
            }
        }
        softly.assertAll();
    }

    @Test
    public void everyCapabilityOfTheDistributionIsThere() {
        List<String> shipped = Distribution.jars("load").stream()
                .map(jar -> jar.getFileName().toString().replace(".jar", ""))
                .toList();
        assertThat(components.ours().stream().filter(Components::isCapability).map(Bundle::getSymbolicName))
                .containsExactlyInAnyOrderElementsOf(shipped);
    }

    @Test
    public void noComponentFails() {
        try (Recording recording = new Recording(context, time)) {
            recording.signIn("ada");
            // What is used by nobody yet is made when it is first asked for: ask for all.
            Arrays.stream(context.getBundles())
                    .filter(bundle -> bundle.getSymbolicName().startsWith(Distribution.OURS))
                    .forEach(this::useServices);
            assertThat(components.lines(bundle -> true)).isNotEmpty().noneMatch(line -> line.endsWith(": failed"));
            assertThat(components.lines(bundle -> true)).contains("io.workstatus.agent.tracking: satisfied");
        }
    }

    @Test
    public void onlyRecordingWaitsForAnybody() {
        assertThat(components.lines(bundle -> true).stream().filter(line -> !line.endsWith(": satisfied")))
                .containsExactlyInAnyOrder(
                        "io.workstatus.agent.activity: waits for a reference",
                        "io.workstatus.agent.capture: waits for a reference",
                        "io.workstatus.agent.tracking: waits for a reference");
    }

    private void useServices(Bundle bundle) {
        ServiceReference<?>[] references = bundle.getRegisteredServices();
        if (references == null) {
            return;
        }
        for (ServiceReference<?> reference : references) {
            Object service = context.getService(reference);
            assertThat(service).as(reference.toString()).isNotNull();
            context.ungetService(reference);
        }
    }
}
