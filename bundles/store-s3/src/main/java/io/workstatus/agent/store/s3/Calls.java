package io.workstatus.agent.store.s3;

import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that speak to S3. Whoever calls waits for one of them, and never runs the SDK's code: what that leaves with
 * a thread would keep this bundle's classes for as long as the caller lives.
 */
final class Calls {

    /** Calls at the same time. */
    static final int MOST = 32;

    private static final Duration SPARE = Duration.ofSeconds(15);
    private static final Duration LAST_CALLS = Duration.ofMillis(700);
    private static final Duration LAST_CALLS_INTERRUPTED = Duration.ofMillis(500);

    private final ThreadPoolExecutor threads;

    Calls() {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(0, MOST, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "workstatus-store-s3-" + number.incrementAndGet());
            thread.setDaemon(true);
            // Where the SDK looks for the HTTP client of the calls that it makes for credentials.
            thread.setContextClassLoader(Calls.class.getClassLoader());
            return thread;
        });
    }

    <T> T make(Duration limit, Callable<T> call) throws StoreException {
        Future<T> answer;
        try {
            answer = threads.submit(call);
        } catch (RejectedExecutionException e) {
            throw new StoreException(Kind.TRANSIENT, "Busy", "The S3 store is stopping, or has too much to do.", null);
        }
        try {
            return answer.get(limit.plus(SPARE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw told(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new StoreException(Kind.TRANSIENT, "Timeout", "The S3 store did not end a call in time.", null);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new StoreException(Kind.TRANSIENT, "Interrupted", "A call to S3 was interrupted.", null);
        }
    }

    private static StoreException told(Throwable e) {
        return e instanceof StoreException told
                ? told
                : new StoreException(Kind.TRANSIENT, "S3Failed", "The S3 store failed unexpectedly: " + e, null);
    }

    /** Ends all threads; what they do gets a moment to end by itself. */
    void end() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
                threads.awaitTermination(LAST_CALLS_INTERRUPTED.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
