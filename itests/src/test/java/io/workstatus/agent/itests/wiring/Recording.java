package io.workstatus.agent.itests.wiring;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.recording.Hold;
import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.recording.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.awaitility.Awaitility;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** Plays everybody who signs in or holds, and waits for the gate. Closing it takes back what is still registered. */
final class Recording implements AutoCloseable {

    /** Within which recording has to follow. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final BundleContext context;
    private final TimeSource time;
    private final Deque<ServiceRegistration<?>> registered = new ArrayDeque<>();

    Recording(BundleContext context, TimeSource time) {
        this.context = context;
        this.time = time;
    }

    ServiceRegistration<Session> signIn(String user) {
        Instant now = time.now();
        return register(Session.class, new Session(user, now, now.plus(Duration.ofHours(1)), time.nanoTime()));
    }

    ServiceRegistration<Hold> hold(String id) {
        return register(Hold.class, new Hold(id, "a test holds", time.now()));
    }

    private <S> ServiceRegistration<S> register(Class<S> type, S service) {
        ServiceRegistration<S> registration = context.registerService(type, service, null);
        registered.push(registration);
        return registration;
    }

    /** The permit, as soon as there is one. */
    Permit awaitPermit() {
        return Awaitility.await("a permit")
                .pollInterval(Duration.ofMillis(10))
                .atMost(SOON)
                .until(this::permit, permit -> permit != null);
    }

    void awaitNoPermit() {
        Awaitility.await("no permit")
                .pollInterval(Duration.ofMillis(10))
                .atMost(SOON)
                .until(() -> permit() == null);
    }

    /** The permit that is registered now, or null. */
    Permit permit() {
        ServiceReference<Permit> reference = context.getServiceReference(Permit.class);
        return reference == null ? null : context.getService(reference);
    }

    @Override
    public void close() {
        while (!registered.isEmpty()) {
            takeBack(registered.pop());
        }
    }

    @SuppressWarnings("EmptyCatch") // The test has taken it back itself.
    private static void takeBack(ServiceRegistration<?> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
        }
    }
}
