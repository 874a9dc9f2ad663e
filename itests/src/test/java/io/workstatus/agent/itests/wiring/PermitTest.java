package io.workstatus.agent.itests.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.recording.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.inject.Inject;
import org.awaitility.Awaitility;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** A permit may be taken back at any moment, also in the midst of whoever is made because of it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PermitTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    private BundleContext context;

    @Inject
    private TimeSource time;

    @Inject
    private ServiceComponentRuntime runtime;

    @Configuration
    public Option[] container() {
        return Distribution.with("activity", "upload", "store-folder");
    }

    @Test
    public void goneWhileWhoRecordsIsBeingMadeItIsNoFault() throws Exception {
        Components components = new Components(context, runtime);
        Bundle activity = components.bundle("activity");
        Session session = new Session("ada", time.now(), time.now().plusSeconds(3_600), time.nanoTime());
        Gone gone = new Gone();

        ServiceRegistration<Permit> first = context.registerService(Permit.class, gone, null);
        Awaitility.await("it is asked for").atMost(SOON).until(() -> gone.asked);
        first.unregister();
        assertThat(components.lines(activity::equals)).contains("io.workstatus.agent.activity: waits for a reference");
        ServiceRegistration<Permit> next = context.registerService(Permit.class, new Granted(session), null);
        Awaitility.await("the next permit is followed")
                .atMost(SOON)
                .until(() -> components.lines(activity::equals).contains("io.workstatus.agent.activity: satisfied"));
        next.unregister();

        assertThat(Files.readAllLines(Path.of(context.getProperty(LaunchProperties.HOME), "logs/workstatus.log")))
                .isNotEmpty()
                .noneMatch(line -> line.contains("instantiation") || line.contains("Unable to get service"));
    }

    /** Gone already when it is asked for. */
    private static final class Gone implements ServiceFactory<Permit> {

        private volatile boolean asked;

        @Override
        @SuppressWarnings("NullAway") // What the framework answers for a service that was unregistered.
        public Permit getService(Bundle bundle, ServiceRegistration<Permit> registration) {
            asked = true;
            return null;
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<Permit> registration, Permit service) {
            // There was none.
        }
    }

    private record Granted(Session session) implements Permit {

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public Optional<Recording> begin() {
            return Optional.of(() -> {});
        }
    }
}
