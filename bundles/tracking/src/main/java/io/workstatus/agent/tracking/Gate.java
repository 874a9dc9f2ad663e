package io.workstatus.agent.tracking;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.recording.Hold;
import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.recording.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate of one session. A permit is revoked in the thread that registers a hold, and recordings under way have ended,
 * before that registration returns; services are registered and unregistered on the gate's own thread, because whoever records starts and stops with them.
 */
@Component(
        name = "io.workstatus.agent.tracking",
        service = {},
        immediate = true)
public final class Gate implements ServiceTrackerCustomizer<Hold, Hold> {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final long CLOSE_MILLIS = 1_500;

    private final BundleContext context;
    private final Session session;
    private final TimeSource time;
    private final Journal journal;
    private final List<AttendedUser> attending;
    private final long endNanos;
    private final ScheduledThreadPoolExecutor thread;
    // A tracker rather than a reference: it calls in the registering thread at any moment, also while this is
    // activated.
    private final ServiceTracker<Hold, Hold> tracker;

    private final Object lock = new Object();
    // The next four are guarded by the lock, under which nothing foreign is called.
    private final Map<ServiceReference<Hold>, String> holds = new HashMap<>();
    private boolean open;
    private @Nullable RevocablePermit granted;
    private @Nullable RevocablePermit latest;

    // Of the gate's own thread alone.
    private @Nullable Published published;

    /**
     * Wires.
     *
     * @param hours not called: outside of them there is a hold before this gate can open
     * @param login not called either: so there is while the screen is locked
     */
    @Activate
    public Gate(
            BundleContext context,
            @Reference Session session,
            @Reference TimeSource time,
            @Reference Journal journal,
            @Reference Pause pause,
            @Reference Notice notice,
            @Reference Hours hours,
            @Reference LoginHolds login) {
        this(context, session, time, journal, List.of(pause, notice));
    }

    Gate(BundleContext context, Session session, TimeSource time, Journal journal, List<AttendedUser> attending) {
        this.context = context;
        this.attending = attending;
        this.session = session;
        this.time = time;
        this.journal = journal;
        this.endNanos = time.nanoTime() + Nanos.between(time.now(), session.endsAt());
        this.thread = new ScheduledThreadPoolExecutor(
                1, task -> new Thread(task, "workstatus-tracking"), new DiscardPolicy());
        this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.tracker = new ServiceTracker<>(context, Hold.class, this);
    }

    @Activate
    void open() {
        attending.forEach(each -> each.attend(session.user()));
        tracker.open();
        synchronized (lock) {
            open = true;
        }
        thread.execute(this::settle);
        watchForTheEnd();
    }

    @Deactivate
    void close(int reason) {
        boolean signedOut = reason == ComponentConstants.DEACTIVATION_REASON_REFERENCE;
        synchronized (lock) {
            open = false;
            revoke(signedOut ? "signed out" : "tracking stopped");
        }
        awaitRecordings();
        tracker.close();
        attending.forEach(AttendedUser::leave);
        thread.execute(this::settle);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_MILLIS, MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public @Nullable Hold addingService(ServiceReference<Hold> reference) {
        Hold hold = context.getService(reference);
        if (hold == null) {
            return null;
        }
        synchronized (lock) {
            holds.put(reference, hold.id());
            revoke(hold.id());
        }
        awaitRecordings();
        thread.execute(this::settle);
        return hold;
    }

    @Override
    public void modifiedService(ServiceReference<Hold> reference, Hold hold) {
        // a hold is what it was made as
    }

    @Override
    public void removedService(ServiceReference<Hold> reference, Hold hold) {
        synchronized (lock) {
            holds.remove(reference);
        }
        context.ungetService(reference);
        thread.execute(this::settle);
    }

    private void revoke(String why) {
        if (granted != null) {
            granted.revoke(why);
            granted = null;
        }
    }

    /** Also for a hold that comes second: what it finds revoked may not have ended yet. */
    private void awaitRecordings() {
        RevocablePermit revoked;
        synchronized (lock) {
            revoked = granted == null ? latest : null;
        }
        if (revoked != null && !revoked.awaitEnd()) {
            LOG.warn("a recording that began before it had to stop has not ended yet; it will be dropped");
        }
    }

    /** Brings the registered permit in line with the granted one, however often that changes meanwhile. */
    private void settle() {
        for (RevocablePermit wanted = grant(); ; wanted = grant()) {
            Published now = published;
            if ((now == null ? null : now.permit()) == wanted) {
                return;
            }
            if (now != null) {
                published = null;
                withdraw(now);
            } else {
                published = publish(Objects.requireNonNull(wanted));
            }
        }
    }

    /** The permit that is in force, a new one where none is but may be, or null. */
    private @Nullable RevocablePermit grant() {
        synchronized (lock) {
            if (isSessionOver()) {
                revoke("session ended");
            } else if (granted == null && open && holds.isEmpty()) {
                granted = new RevocablePermit(session, this::isSessionOver);
                latest = granted;
            }
            return granted;
        }
    }

    private Published publish(RevocablePermit permit) {
        journal.append("recording.started", Map.of("user", session.user()));
        LOG.info("recording of {} started", session.user());
        return new Published(permit, context.registerService(Permit.class, permit, null));
    }

    private void withdraw(Published withdrawn) {
        try {
            withdrawn.registration().unregister();
        } catch (IllegalStateException e) {
            LOG.debug("the framework was faster to unregister the permit", e);
        }
        String why = Objects.requireNonNullElse(withdrawn.permit().revokedBecause(), "session ended");
        journal.append("recording.stopped", Map.of("user", session.user(), "why", why));
        LOG.info("recording of {} stopped: {}", session.user(), why);
    }

    private boolean isSessionOver() {
        return time.nanoTime() - endNanos >= 0;
    }

    private void watchForTheEnd() {
        var unused = thread.schedule(
                () -> {
                    if (!isSessionOver()) {
                        watchForTheEnd();
                    }
                    settle();
                },
                Math.max(1_000_000, endNanos - time.nanoTime()),
                NANOSECONDS);
    }

    private record Published(RevocablePermit permit, ServiceRegistration<Permit> registration) {}
}
