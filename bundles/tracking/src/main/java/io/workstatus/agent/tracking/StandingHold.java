package io.workstatus.agent.tracking;

import io.workstatus.agent.api.recording.Hold;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** One hold that is set, changed and released; of one thread alone. */
final class StandingHold {

    private final BundleContext context;
    private final String id;
    private @Nullable Hold hold;
    private @Nullable ServiceRegistration<Hold> registration;

    StandingHold(BundleContext context, String id) {
        this.context = context;
        this.id = id;
    }

    /** Returns when nothing is recorded any more. A new reason stands before the old one goes. */
    void set(String reason, Instant since) {
        Hold next = new Hold(id, reason, since);
        if (next.equals(hold)) {
            return;
        }
        ServiceRegistration<Hold> before = registration;
        registration = context.registerService(Hold.class, next, null);
        hold = next;
        if (before != null) {
            before.unregister();
        }
    }

    /** Since when it has been standing, or else this time. */
    Instant sinceOr(Instant now) {
        return hold == null ? now : hold.since();
    }

    void release() {
        if (registration != null) {
            registration.unregister();
            registration = null;
            hold = null;
        }
    }
}
