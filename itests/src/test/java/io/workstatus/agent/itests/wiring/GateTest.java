package io.workstatus.agent.itests.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.recording.Hold;
import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.recording.Session;
import java.time.Duration;
import java.util.Set;
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
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** There is a permit exactly while somebody is signed in and nobody holds. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class GateTest {

    @Inject
    private BundleContext context;

    @Inject
    private TimeSource time;

    @Inject
    private ServiceComponentRuntime runtime;

    private Components components;
    private Recording recording;

    @Configuration
    public Option[] container() {
        return Distribution.with("tracking", "blur", "upload", "store-folder");
    }

    @Before
    public void open() {
        components = new Components(context, runtime);
        recording = new Recording(context, time);
    }

    @After
    public void signOut() {
        recording.close();
        recording.awaitNoPermit();
    }

    @Test
    public void withoutSessionTheGateDoesNotEvenExist() {
        assertThat(components.lines(bundle -> true)).contains("io.workstatus.agent.tracking: waits for a reference");
        assertThat(recording.permit()).isNull();
    }

    @Test
    public void permitComesAndGoesWithTheSession() {
        ServiceRegistration<Session> session = recording.signIn("ada");
        Permit permit = recording.awaitPermit();
        assertThat(permit.isValid()).isTrue();
        assertThat(permit.session().user()).isEqualTo("ada");

        session.unregister();
        assertThat(permit.isValid()).isFalse();
        recording.awaitNoPermit();
    }

    @Test
    public void holdEndsThePermitBeforeItsRegistrationReturns() {
        var session = recording.signIn("ada");
        Permit before = recording.awaitPermit();

        ServiceRegistration<Hold> hold = recording.hold("test");
        assertThat(before.isValid()).isFalse();
        recording.awaitNoPermit();

        hold.unregister();
        Permit after = recording.awaitPermit();
        assertThat(after).isNotSameAs(before);
        assertThat(after.isValid()).isTrue();
        assertThat(before.isValid()).as("once ended, ended for good").isFalse();
        session.unregister();
        recording.awaitNoPermit();
    }

    @Test
    public void everyHoldHasToGo() {
        recording.signIn("ada");
        ServiceRegistration<Hold> one = recording.hold("one");
        ServiceRegistration<Hold> other = recording.hold("other");
        recording.awaitNoPermit();

        one.unregister();
        Awaitility.await().during(Duration.ofMillis(300)).until(() -> recording.permit() == null);
        other.unregister();
        assertThat(recording.awaitPermit().isValid()).isTrue();
    }

    @Test
    public void nothingIsRecordedWhileTheGateItselfIsAway() throws BundleException {
        recording.signIn("ada");
        Permit permit = recording.awaitPermit();
        Bundle tracking = components.bundle("tracking");
        tracking.stop();
        try {
            assertThat(permit.isValid()).isFalse();
            assertThat(recording.permit()).isNull();
        } finally {
            tracking.start();
        }
        assertThat(recording.awaitPermit().isValid()).isTrue();
    }

    @Test
    public void whatHasNothingToDoWithTheGateDoesNotMoveIt() throws BundleException {
        recording.signIn("ada");
        Permit permit = recording.awaitPermit();
        for (String other : new String[] {"store-folder", "upload", "blur"}) {
            Bundle stopped = components.bundle(other);
            Predicate<Bundle> rest = bundle -> !bundle.equals(stopped);
            Set<String> before = components.lines(rest);
            stopped.stop();
            try {
                assertThat(components.lines(rest)).as("without " + other).isEqualTo(before);
                assertThat(recording.permit()).as("without " + other).isSameAs(permit);
                assertThat(permit.isValid()).as("without " + other).isTrue();
            } finally {
                stopped.start();
            }
            assertThat(components.lines(rest)).as("with " + other).isEqualTo(before);
            assertThat(recording.permit()).as("with " + other).isSameAs(permit);
            assertThat(permit.isValid()).as("with " + other).isTrue();
        }
    }
}
