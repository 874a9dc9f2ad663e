package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.recording.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one recording session. It is registered and unregistered on a thread of its own, one thing after the other:
 * whoever records starts and stops with it, and takes a while to.
 */
final class RecordingSession {

    private static final Logger LOG = LoggerFactory.getLogger(RecordingSession.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final TimeSource time;
    private final Journal journal;
    private final Function<Session, Runnable> registry;
    private final ScheduledThreadPoolExecutor thread;

    private volatile @Nullable Open open;

    /** The next look at whether it is over; of the thread alone. */
    private @Nullable Future<?> due;

    private record Open(Session session, long endNanos, Runnable unregister) {}

    /** @param registry registers a session and returns how to take it back */
    RecordingSession(TimeSource time, Journal journal, Function<Session, Runnable> registry) {
        this.time = time;
        this.journal = journal;
        this.registry = registry;
        thread = new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "workstatus-mfa-session"));
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    Optional<Session> current() {
        return Optional.ofNullable(open).map(Open::session);
    }

    /** Opens the user's session, unless this user's or another one's is open. */
    void open(String user, Duration length) {
        onThread(() -> {
            if (open == null) {
                Instant since = time.now();
                Session session = new Session(user, since, since.plus(length), time.nanoTime());
                Runnable unregister = registry.apply(session);
                Open opened = new Open(session, session.sinceNanos() + length.toNanos(), unregister);
                open = opened;
                journal.append(
                        "session.opened",
                        Map.of("user", user, "endsAt", TimeSource.ISO_MILLIS.format(session.endsAt())));
                endWhenDue(opened);
            }
            return null;
        });
    }

    /** Closes the session if it is this user's. */
    void close(String user, String why) {
        onThread(() -> {
            Open now = open;
            if (now != null && User.key(now.session().user()).equals(User.key(user))) {
                if (due != null) {
                    due.cancel(false);
                }
                close(now, why);
            }
            return null;
        });
    }

    /** Closes whatever is open, and ends the thread. */
    void shutdown() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        Open now = open;
        if (now != null) {
            close(now, "stopped");
        }
    }

    private void endWhenDue(Open opened) {
        if (!opened.equals(open)) {
            return;
        }
        long left = opened.endNanos() - time.nanoTime();
        if (left <= 0) {
            close(opened, "over");
        } else {
            due = thread.schedule(() -> endWhenDue(opened), left, TimeUnit.NANOSECONDS);
        }
    }

    private void close(Open closing, String why) {
        open = null;
        closing.unregister().run();
        journal.append("session.closed", Map.of("user", closing.session().user(), "why", why));
    }

    /** Does it on the thread and waits for it, but not for ever. */
    private void onThread(Callable<@Nullable Void> work) {
        try {
            Future<@Nullable Void> done = thread.submit(work);
            done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Starting or stopping to record takes longer than {} s; it goes on.", PATIENCE.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            LOG.warn("Sign-in is being stopped, so no recording session is opened or closed any more");
        } catch (ExecutionException e) {
            LOG.error("The recording session could not be changed", e);
        }
    }
}
