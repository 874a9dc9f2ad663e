package io.workstatus.agent.config.endpoint;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.core.type.TypeReference;
import io.workstatus.agent.api.journal.Journal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy that is served, kept in Configuration Admin. All changes, by a form and by a request, happen on one thread in
 * their order; readers take one snapshot.
 */
@Component(name = CurrentPolicy.PID, service = CurrentPolicy.class, immediate = true)
@Designate(ocd = PolicyForm.class)
public final class CurrentPolicy {

    static final String PID = "io.workstatus.agent.config.endpoint";

    private static final Logger LOG = LoggerFactory.getLogger(CurrentPolicy.class);

    private final ConfigurationAdmin configurations;
    private final Journal journal;
    private final ThreadPoolExecutor thread;
    private volatile Served served;

    @Activate
    public CurrentPolicy(
            @Reference ConfigurationAdmin configurations,
            @Reference Journal journal,
            Map<String, Object> configuration) {
        this.configurations = configurations;
        this.journal = journal;
        this.thread = new ThreadPoolExecutor(
                1, 1, 0, SECONDS, new LinkedBlockingQueue<>(), task -> new Thread(task, "workstatus-config-endpoint"));
        this.served = Served.of(kept(configuration));
    }

    /** Configuration Admin is read again, as several changes may have met by now. */
    @Modified
    void modified() {
        try {
            thread.execute(this::follow);
        } catch (RejectedExecutionException e) {
            LOG.debug("changed while stopping: the next start reads it");
        }
    }

    @Deactivate
    void close() {
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

    Served served() {
        return served;
    }

    /**
     * Replaces the policy as a whole; it is kept and served when this returns.
     *
     * @throws IOException if it could not be kept; then what was served before is served still
     */
    Served replace(PolicyDocument policy, @Nullable String user) throws IOException {
        try {
            return thread.submit(() -> {
                        keep(policy);
                        serve(policy, user);
                        return served;
                    })
                    .get(5, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the policy was kept", e);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            throw new IOException("the policy could not be kept: " + e, e);
        }
    }

    private void follow() {
        try {
            Configuration[] found = configurations.listConfigurations("(service.pid=" + PID + ")");
            // Nothing is kept any more when somebody has deleted it.
            Map<String, Object> edited = found == null ? Map.of() : FrameworkUtil.asMap(found[0].getProperties());
            serve(PolicyDocument.of(edited), null);
        } catch (PolicyException e) {
            LOG.warn("the policy stays as it was: {}", e.getMessage());
            restore();
        } catch (IOException | InvalidSyntaxException e) {
            LOG.warn("the policy's configuration cannot be read, what was served is served on: {}", e.toString());
        }
    }

    private void serve(PolicyDocument policy, @Nullable String user) {
        PolicyDocument before = served.policy();
        if (before.equals(policy)) {
            return;
        }
        served = Served.of(policy);
        Map<String, Object> data = new LinkedHashMap<>();
        if (user != null) {
            data.put("user", user);
        }
        data.put("before", map(before));
        data.put("after", map(policy));
        journal.append("policy.changed", data);
        LOG.info("the policy is now {}", policy.toJson());
    }

    /** So that the form shows what is served, and a restart finds it. */
    private void restore() {
        try {
            keep(served.policy());
        } catch (IOException e) {
            LOG.warn("the policy's configuration cannot be put right: {}", e.toString());
        }
    }

    private void keep(PolicyDocument policy) throws IOException {
        configurations.getConfiguration(PID, "?").update(FrameworkUtil.asDictionary(policy.toConfiguration()));
    }

    private static PolicyDocument kept(Map<String, Object> configuration) {
        try {
            return PolicyDocument.of(configuration);
        } catch (PolicyException e) {
            LOG.warn("the kept policy will not do, the private defaults are served: {}", e.getMessage());
            return PolicyDocument.PRIVATE;
        }
    }

    private static Map<String, Object> map(PolicyDocument policy) {
        return StrictJson.JSON.convertValue(policy.toJson(), new TypeReference<Map<String, Object>>() {});
    }
}
