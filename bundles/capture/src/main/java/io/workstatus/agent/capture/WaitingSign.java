package io.workstatus.agent.capture;

import io.workstatus.agent.api.status.Waiting;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Keeps a {@link Waiting} service registered for as long as there is a reason to wait, and follows the reason. */
final class WaitingSign {

    private final BundleContext context;
    private final Supplier<Optional<String>> reason;
    private final AtomicInteger requests = new AtomicInteger();

    // Only touched by the thread that serves the requests.
    private Optional<Waiting> shown = Optional.empty();
    private @Nullable ServiceRegistration<Waiting> registration;

    /** Shows nothing before it is refreshed. */
    WaitingSign(BundleContext context, Supplier<Optional<String>> reason) {
        this.context = context;
        this.reason = reason;
    }

    /**
     * Looks at the reason again. Of threads that come here at the same time one does the work for all, because listeners
     * are called, which must not happen under a lock.
     */
    void refresh() {
        int served = requests.incrementAndGet();
        if (served > 1) {
            return;
        }
        do {
            show(reason.get().map(Waiting::new));
            served = requests.addAndGet(-served);
        } while (served > 0);
    }

    private void show(Optional<Waiting> wanted) {
        if (wanted.equals(shown)) {
            return;
        }
        ServiceRegistration<Waiting> before = registration;
        registration = wanted.map(waiting -> context.registerService(Waiting.class, waiting, null))
                .orElse(null);
        shown = wanted;
        if (before != null) {
            before.unregister();
        }
    }
}
