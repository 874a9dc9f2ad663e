package io.workstatus.agent.deploy;

import io.workstatus.agent.api.clock.TimeSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries out changes of capabilities on a thread of their own, and notices one that does not get on: a lifecycle call of a
 * bundle that never returns cannot be taken back, and must not take along whoever asked for it.
 */
final class Overseer {

    private static final long MILLIS_BETWEEN_LOOKS = 100;

    private final TimeSource time;

    Overseer(TimeSource time) {
        this.time = time;
    }

    /** What a change says of itself before each thing that might never return. */
    final class Progress {
        private String step = "beginning";
        private long since = time.nanoTime();
        private boolean abandoned;

        private Progress() {}

        /** @param what as {@code starting} or {@code stopping} */
        synchronized void at(String what) {
            if (abandoned) {
                throw new IllegalStateException("nobody waits for it any more");
            }
            since = time.nanoTime();
            step = what;
        }

        /** Whether the present step took too long; if so there is no next one. */
        private synchronized Optional<String> abandonAfter(long nanos) {
            abandoned = time.nanoTime() - since > nanos;
            return abandoned ? Optional.of(step) : Optional.empty();
        }
    }

    interface Change<T> {
        T carryOut(Progress progress) throws RefusedException;
    }

    /**
     * Returns or throws what the change does.
     *
     * @param secondsPerStep how long one step may take
     * @throws RefusedException.Hung if a step takes longer; its thread goes on, for as long as the process lives
     */
    <T> T oversee(String id, long secondsPerStep, Change<T> change) throws RefusedException {
        Progress progress = new Progress();
        FutureTask<T> task = new FutureTask<>(() -> change.carryOut(progress));
        Thread thread = new Thread(task, "workstatus-change-" + id);
        thread.setDaemon(true);
        thread.start();
        while (true) {
            try {
                return task.get(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                Optional<String> hung = progress.abandonAfter(TimeUnit.SECONDS.toNanos(secondsPerStep));
                if (hung.isPresent()) {
                    throw new RefusedException.Hung(id, hung.get(), secondsPerStep);
                }
            } catch (InterruptedException e) {
                thread.interrupt();
                Thread.currentThread().interrupt();
                throw new RefusedException("the agent goes down");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RefusedException refused) {
                    throw refused;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }
}
