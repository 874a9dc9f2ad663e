package io.workstatus.agent.tracking;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.recording.Hold;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hold of the user's own. It outlives this bundle and the process, and ends on the monotonic clock. */
@Component(name = "io.workstatus.agent.tracking.pause", service = Pause.class, immediate = true)
public final class Pause {

    static final String HOLD_ID = "tracking.pause";

    private static final Logger LOG = LoggerFactory.getLogger(Pause.class);

    private final BundleContext context;
    private final TimeSource time;
    private final PauseFile file;
    // All that follows happens on this thread: no two pauses meet, and no lock is held while a service is registered.
    private final ScheduledThreadPoolExecutor thread;

    private @Nullable ServiceRegistration<Hold> standing;
    private @Nullable ScheduledFuture<?> timer;

    @Activate
    public Pause(BundleContext context, @Reference TimeSource time) {
        this(context, time, Path.of(context.getProperty(LaunchProperties.HOME)));
    }

    Pause(BundleContext context, TimeSource time, Path home) {
        this.context = context;
        this.time = time;
        this.file = new PauseFile(home);
        this.thread = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "workstatus-tracking-pause"));
        this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.thread.setRemoveOnCancelPolicy(true);
    }

    /** Returns when the kept pause holds again: this becomes a service only then, and the gate waits for it. */
    @Activate
    void open() throws PauseException {
        onThread(() -> {
            kept().ifPresent(this::hold);
            return null;
        });
    }

    @Deactivate
    void close(int reason) {
        // With the bundle the framework takes the hold away, when nobody is left to think that it was released.
        if (reason != ComponentConstants.DEACTIVATION_REASON_BUNDLE_STOPPED) {
            thread.execute(this::release);
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1_500, MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Holds from now on; returns when nothing is recorded any more. */
    void begin(String reason, Optional<Duration> length) throws PauseException {
        onThread(() -> {
            PauseNote note = new PauseNote(reason, time.now(), length);
            hold(note);
            try {
                file.write(note);
            } catch (IOException e) {
                LOG.warn("the pause holds, but would not outlive a restart: {}", e.toString());
            }
            return null;
        });
    }

    /** Ends the pause; none is no error. */
    void end() throws PauseException {
        onThread(() -> {
            forget();
            return null;
        });
    }

    private Optional<PauseNote> kept() {
        try {
            return file.read();
        } catch (IOException e) {
            LOG.warn(
                    "cannot tell what pause was kept, so recording stays paused until somebody resumes: {}",
                    e.toString());
            return Optional.of(new PauseNote("paused, and its end cannot be read", time.now(), Optional.empty()));
        }
    }

    private void hold(PauseNote note) {
        Optional<Duration> left = note.left(time.now());
        long endNanos = time.nanoTime() + left.map(Duration::toNanos).orElse(0L);
        Hold hold = new Hold(HOLD_ID, note.reason(), note.since());
        // The new one stands before the old one goes, so that nothing is recorded in between.
        ServiceRegistration<Hold> registration = context.registerService(Hold.class, hold, null);
        release();
        standing = registration;
        if (left.isPresent()) {
            watch(endNanos);
        }
    }

    private void watch(long endNanos) {
        long left = endNanos - time.nanoTime();
        if (left <= 0) {
            forget();
        } else {
            timer = thread.schedule(() -> watch(endNanos), left, NANOSECONDS);
        }
    }

    private void forget() {
        try {
            file.delete();
        } catch (IOException e) {
            LOG.warn("the pause is over, but may come back after a restart: {}", e.toString());
        }
        release();
    }

    private void release() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (standing != null) {
            standing.unregister();
            standing = null;
        }
    }

    private void onThread(Callable<@Nullable Void> change) throws PauseException {
        try {
            thread.submit(change).get(5, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PauseException("interrupted", e);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            throw new PauseException("the pause could not be changed, try again: " + e, e);
        }
    }
}
