package io.workstatus.agent.config.client;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one source for the policy, at once and then for as long as it lives, and puts a good answer in force as a whole.
 * Whatever else it is answered changes nothing.
 */
final class Poller {

    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    // Until then one's own endpoint is merely not up yet.
    private static final int QUIET_FAILURES = 10;
    private static final long CLOSE_MILLIS = 1_500;

    private final Journal journal;
    private final PolicyConfiguration inForce;
    private final PolicySource source;
    private final Pace pace;
    private final Function<String, Optional<String>> objections;
    private final PolicyRequest request;
    private final ScheduledThreadPoolExecutor asking = executor("workstatus-config-client");
    private final ScheduledThreadPoolExecutor watch = executor("workstatus-config-client-watch");

    private volatile @Nullable String trouble;

    // Of the asking thread alone.
    private @Nullable Future<?> next;
    private @Nullable ReceivedPolicy received;
    private @Nullable String etag;
    private @Nullable String refusal;
    private int failures;
    private boolean answered;

    /** @param objections what is wrong with names of the policy that others know */
    Poller(
            Journal journal,
            TimeSource time,
            PolicyConfiguration inForce,
            PolicySource source,
            Pace pace,
            Limits limits,
            Function<String, Optional<String>> objections) {
        this.journal = journal;
        this.inForce = inForce;
        this.source = source;
        this.pace = pace;
        this.objections = objections;
        this.request = new PolicyRequest(time, watch, limits);
    }

    /** Asks now, whenever it would have been the time. */
    void askNow() {
        asking.execute(this::ask);
    }

    void close() {
        asking.shutdownNow();
        // On the thread that cuts connections off: closing one may block.
        watch.execute(request::abort);
        watch.shutdown();
        try {
            if (!asking.awaitTermination(CLOSE_MILLIS, MILLISECONDS)) {
                LOG.debug("an answer is still being read, and will be dropped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.shutdownNow();
    }

    /** What keeps the policy from being current, or null. */
    @Nullable
    String trouble() {
        return trouble;
    }

    private void ask() {
        if (next != null) {
            next.cancel(false);
        }
        Duration wait = pace.normal();
        try {
            take(request.send(source, etagOfWhatIsInForce()));
            answered = true;
            failures = 0;
            refusal = null;
            recover();
        } catch (RefusedException e) {
            answered = true;
            failures = 0;
            refuse(e.getMessage());
        } catch (UnreachableException e) {
            failures++;
            wait = pace.afterFailure(failures, answered, e.retryAfter());
            if (answered || !source.own() || failures > QUIET_FAILURES) {
                report("the policy cannot be fetched from " + source.shown() + ": " + e.getMessage());
            }
        } catch (IOException e) {
            report("the policy cannot be kept: " + e);
        } finally {
            next = asking.schedule(this::ask, wait.toMillis(), MILLISECONDS);
        }
    }

    /** Somebody may have changed or deleted what was put in force: then it is fetched as if for the first time. */
    private @Nullable String etagOfWhatIsInForce() throws IOException {
        return received != null && inForce.holds(received, source.shown()) ? etag : null;
    }

    private void take(PolicyAnswer answer) throws RefusedException, IOException {
        if (!(answer instanceof PolicyAnswer.Document document)) {
            return;
        }
        ReceivedPolicy policy = ReceivedPolicy.parse(document.body());
        Optional<String> objection = objections.apply(policy.document().toString());
        if (objection.isPresent()) {
            throw new RefusedException(objection.get());
        }
        if (!inForce.holds(policy, source.shown())) {
            Map<String, Object> before =
                    inForce.current().map(ReceivedPolicy::toMap).orElse(Map.of());
            inForce.put(policy, source.shown());
            journal.append(
                    "policy.applied", Map.of("source", source.shown(), "policy", policy.toMap(), "before", before));
            LOG.info("policy from {}: {}", source.shown(), policy.document());
        }
        received = policy;
        etag = document.etag();
    }

    private void refuse(String why) {
        if (!why.equals(refusal)) {
            refusal = why;
            journal.append("policy.refused", Map.of("url", source.shown(), "why", why));
        }
        report("the policy from " + source.shown() + " is refused: " + why);
    }

    private void report(String what) {
        if (!what.equals(trouble)) {
            trouble = what;
            LOG.warn("{}; the last good one stays in force", what);
        }
    }

    private void recover() {
        if (trouble != null) {
            trouble = null;
            LOG.info("the policy is fetched from {} again", source.shown());
        }
    }

    private static ScheduledThreadPoolExecutor executor(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                new DiscardPolicy());
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }
}
