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
import java.util.function.Supplier;
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
    private static final long CONFIRM_MILLIS = 1_000;
    private static final Duration APART = Duration.ofSeconds(10);

    private final Journal journal;
    private final TimeSource time;
    private final PolicyConfiguration inForce;
    private final PolicySource source;
    private final PolicyRequest request;
    private final PolicyGuard guard;
    private final LastGood lastGood;
    private final Supplier<Report> report;
    private final Attempts attempts;
    private final ScheduledThreadPoolExecutor asking = executor("workstatus-config-client");
    private final ScheduledThreadPoolExecutor watch = executor("workstatus-config-client-watch");

    private volatile @Nullable String trouble;

    // Of the asking thread alone.
    private @Nullable Future<?> next;
    private @Nullable ReceivedPolicy received;
    private @Nullable String etag;
    private @Nullable String refusal;
    private @Nullable String applied;
    private @Nullable Long putAt;
    private @Nullable Future<?> confirmation;

    Poller(
            Journal journal,
            TimeSource time,
            PolicyConfiguration inForce,
            PolicySource source,
            Pace pace,
            Limits limits,
            Credentials credentials,
            PolicyGuard guard,
            LastGood lastGood,
            Supplier<Report> report) {
        this.journal = journal;
        this.time = time;
        this.inForce = inForce;
        this.source = source;
        this.attempts = new Attempts(pace);
        this.request = new PolicyRequest(time, watch, limits, credentials);
        this.guard = guard;
        this.lastGood = lastGood;
        this.report = report;
    }

    /** Asks now, whenever it would have been the time. */
    void askNow() {
        asking.execute(this::ask);
    }

    /** Somebody changed the configuration that is in force: it is put right without waiting for the next poll. */
    void look() {
        asking.execute(() -> {
            try {
                putRight();
            } catch (IOException e) {
                report("the policy cannot be kept: " + e);
            }
        });
    }

    /**
     * Puts a policy in force, and a moment later once more where it follows another change closely: of two that meet, the
     * component runtime may give its components the first one's properties for good, as it takes them for the second's.
     *
     * @param meets whether another change is known to have come before
     */
    private void put(ReceivedPolicy policy, boolean meets) throws IOException {
        long now = time.nanoTime();
        boolean close = putAt != null && now - putAt < APART.toNanos();
        putAt = now;
        inForce.put(policy, source.shown());
        if (meets || close) {
            if (confirmation != null) {
                confirmation.cancel(false);
            }
            confirmation = asking.schedule(this::confirm, CONFIRM_MILLIS, MILLISECONDS);
        }
    }

    private void confirm() {
        try {
            Optional<ReceivedPolicy> good = good();
            if (good.isPresent()) {
                inForce.put(good.get(), source.shown());
            }
        } catch (IOException e) {
            report("the policy cannot be kept: " + e);
        }
    }

    void close() {
        // Not interrupted: it may be asking others how they are, who would log that they were disturbed.
        asking.getQueue().clear();
        asking.shutdown();
        // On the thread that cuts connections off: closing one may block.
        watch.execute(request::abort);
        watch.shutdown();
        try {
            if (!asking.awaitTermination(CLOSE_MILLIS, MILLISECONDS)) {
                LOG.debug("an answer is still being read, and will be dropped");
                asking.shutdownNow();
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
        Duration wait = attempts.undecided();
        try {
            putRight();
            take(request.send(source, report.get().headers(applied), etagOfWhatIsInForce()));
            wait = attempts.answered();
            refusal = null;
            recover();
        } catch (RefusedException e) {
            wait = attempts.answered();
            refuse(e.getMessage());
        } catch (UnreachableException e) {
            wait = attempts.failed(e.retryAfter());
            if (!source.own() || attempts.isTrouble(QUIET_FAILURES)) {
                report("the policy cannot be fetched from " + source.shown() + ": " + e.getMessage());
            }
        } catch (IOException e) {
            report("the policy cannot be kept: " + e);
        } catch (RuntimeException e) {
            LOG.error("Asking for the policy failed unexpectedly", e);
        } finally {
            next = asking.schedule(this::ask, wait.toMillis(), MILLISECONDS);
        }
    }

    /** What somebody edited, deleted or damaged becomes the last good policy again. */
    private void putRight() throws IOException {
        ReceivedPolicy good = good().orElse(null);
        if (good == null || inForce.holds(good, source.shown())) {
            return;
        }
        put(good, true);
        journal.append("policy.restored", Map.of("source", source.shown(), "policy", good.toMap()));
        LOG.warn("The policy in force was changed by somebody else on this machine; it is put back");
    }

    private Optional<ReceivedPolicy> good() throws IOException {
        return received == null ? lastGood.read(source.shown()) : Optional.of(received);
    }

    /** Somebody may have changed or deleted what was put in force: then it is fetched as if for the first time. */
    private @Nullable String etagOfWhatIsInForce() throws IOException {
        return received != null && inForce.holds(received, source.shown()) ? etag : null;
    }

    private void take(PolicyAnswer answer) throws RefusedException, UnreachableException, IOException {
        if (!(answer instanceof PolicyAnswer.Document document)) {
            if (received != null) {
                guard.stillGood(received);
            }
            return;
        }
        ReceivedPolicy policy = ReceivedPolicy.parse(document.body());
        PolicyAnswer.Document signed = signed(document);
        guard.admit(signed, policy);
        guard.accepted(signed, policy);
        if (!inForce.holds(policy, source.shown())) {
            Map<String, Object> before =
                    inForce.current().map(ReceivedPolicy::toMap).orElse(Map.of());
            put(policy, false);
            received = policy;
            lastGood.write(policy, source.shown());
            journal.append(
                    "policy.applied", Map.of("source", source.shown(), "policy", policy.toMap(), "before", before));
            LOG.info("policy from {}: {}", source.shown(), policy.document());
        }
        received = policy;
        etag = document.etag();
        applied = PolicyGuard.hash(document.body());
    }

    private PolicyAnswer.Document signed(PolicyAnswer.Document document) throws UnreachableException {
        return guard.wantsSignature() && document.signature() == null
                ? new PolicyAnswer.Document(document.body(), document.etag(), request.signatureBeside(source))
                : document;
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
