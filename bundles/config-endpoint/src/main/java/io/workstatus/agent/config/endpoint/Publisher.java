package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreObject;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the policy for all into the store, at each change where that is switched on, and when somebody asks for it. What
 * fails is tried again each minute. The signature goes with the object, as metadata, and beside it.
 */
@Component(name = Publisher.PID, service = Publisher.class)
@Designate(ocd = PublisherConfig.class)
public final class Publisher {

    static final String PID = "io.workstatus.agent.config.endpoint.publisher";

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final int RETRY_SECONDS = 60;
    private static final int PATIENCE_SECONDS = 30;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ObjectStore store;

    private final CurrentPolicy policy;
    private final Journal journal;
    private final boolean enabled;
    private final String key;
    private final ScheduledThreadPoolExecutor thread;
    private final AutoCloseable following;
    private volatile @Nullable String trouble;
    private @Nullable String published;

    @Activate
    public Publisher(@Reference CurrentPolicy policy, @Reference Journal journal, PublisherConfig config) {
        this.policy = policy;
        this.journal = journal;
        this.enabled = config.enabled();
        this.key = config.key();
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "workstatus-config-publisher");
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.following = enabled ? policy.onChange(this::changed) : () -> {};
    }

    @Activate
    @SuppressWarnings("FutureReturnValueIgnored") // nothing escapes it
    void open() {
        if (enabled) {
            thread.scheduleWithFixedDelay(this::attempt, 1, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Deactivate
    void close() throws Exception {
        following.close();
        thread.shutdownNow();
        if (!thread.awaitTermination(1_500, TimeUnit.MILLISECONDS)) {
            LOG.debug("the store takes its time; what it answers is dropped");
        }
    }

    /** What keeps the policy from being published, or null. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Publishes now, and answers with where it went. */
    void publish(HttpServletResponse response) throws IOException {
        try {
            Future<ObjectNode> put = thread.submit(() -> put());
            JsonAnswer.send(put.get(PATIENCE_SECONDS, TimeUnit.SECONDS), response);
        } catch (ExecutionException e) {
            response.sendError(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "The policy was not published: " + e.getCause().getMessage());
        } catch (TimeoutException | RejectedExecutionException e) {
            response.sendError(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The store does not answer; try again later.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void changed() {
        try {
            thread.execute(this::attempt);
        } catch (RejectedExecutionException e) {
            LOG.debug("changed while stopping: the next start publishes it");
        }
    }

    private void attempt() {
        if (policy.served().all().etag().equals(published)) {
            return;
        }
        try {
            put();
        } catch (StoreException e) {
            String what = "the policy is not published: " + e.getMessage();
            if (!what.equals(trouble)) {
                LOG.warn("{}", what);
            }
            trouble = what;
        } catch (RuntimeException e) {
            LOG.error("The policy was not published", e);
        }
    }

    private ObjectNode put() throws StoreException {
        ObjectStore there = store;
        if (there == null) {
            throw new StoreException(
                    StoreException.Kind.TRANSIENT, "NoStore", "no store is there to put it into", null);
        }
        Served served = policy.served().all();
        String signature = served.signature();
        Map<String, String> metadata = signature == null ? Map.of() : Map.of("signature", signature);
        if (signature != null) {
            put(there, key + ".sig", "text/plain", (signature + "\n").getBytes(US_ASCII), Map.of());
        }
        put(there, key, "application/json", served.body(), metadata);
        published = served.etag();
        trouble = null;
        journal.append(
                "policy.published", Map.of("destination", there.destination(), "key", key, "etag", served.etag()));
        LOG.info("The policy is published in {} as {}", there.destination(), key);
        ObjectNode answer = StrictJson.JSON.createObjectNode();
        return answer.put("destination", there.destination()).put("key", key).put("signed", signature != null);
    }

    private static void put(ObjectStore store, String key, String type, byte[] body, Map<String, String> metadata)
            throws StoreException {
        store.replace(
                new StoreObject(key, type, body.length, sha256(body), metadata), () -> new ByteArrayInputStream(body));
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
