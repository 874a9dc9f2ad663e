package io.workstatus.agent.tracking;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.ComponentConstants;

/**
 * A component's own thread: its changes happen on it one after the other, so that no two meet, and no lock is held while a
 * service is registered. Whoever asks for a change waits for it, but not for ever.
 */
final class OwnThread {

    private static final long PATIENCE_SECONDS = 5;
    private static final long CLOSE_MILLIS = 1_500;

    private final ScheduledThreadPoolExecutor executor;

    OwnThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, name));
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** @throws IllegalStateException if it was not done, or not in time */
    <T> T call(Callable<T> change) {
        try {
            return executor.submit(change).get(PATIENCE_SECONDS, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            throw new IllegalStateException("it could not be changed, try again: " + e, e);
        }
    }

    void run(Runnable change) {
        boolean done = call(() -> {
            change.run();
            return true;
        });
        assert done;
    }

    /** Does not wait; after the end nothing is done any more. */
    void later(Runnable change) {
        if (!executor.isShutdown()) {
            try {
                executor.execute(change);
            } catch (RejectedExecutionException e) {
                // It was shut down this moment.
                return;
            }
        }
    }

    Future<?> after(long nanos, Runnable change) {
        return executor.schedule(change, Math.max(0, nanos), NANOSECONDS);
    }

    /**
     * Ends the thread. With the bundle the framework takes the holds away, when nobody is left to think that they were
     * released.
     *
     * @param reason of the component's deactivation
     */
    void close(int reason, StandingHold... holds) {
        if (reason != ComponentConstants.DEACTIVATION_REASON_BUNDLE_STOPPED) {
            Arrays.stream(holds).forEach(hold -> later(hold::release));
        }
        close();
    }

    /** Ends the thread when what it was given is done. */
    void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_MILLIS, MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
