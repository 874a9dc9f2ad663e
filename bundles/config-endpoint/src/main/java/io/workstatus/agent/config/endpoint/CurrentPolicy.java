package io.workstatus.agent.config.endpoint;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.policy.PolicyCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy that is served, kept in Configuration Admin. All changes, by a form and by a request, happen on one thread in
 * their order; readers take one snapshot. Each change is a version, on the disk before it is served.
 */
@Component(
        name = CurrentPolicy.PID,
        service = {CurrentPolicy.class, SynchronousConfigurationListener.class},
        immediate = true)
@Designate(ocd = PolicyForm.class)
public final class CurrentPolicy implements SynchronousConfigurationListener {

    static final String PID = "io.workstatus.agent.config.endpoint";

    private static final Logger LOG = LoggerFactory.getLogger(CurrentPolicy.class);
    private static final String THREAD = "workstatus-config-endpoint";
    private static final int LOOK_SECONDS = 30;

    /** What a change is: of the set that is served to the one that is to be. */
    @FunctionalInterface
    interface Change {
        PolicySet of(PolicySet before) throws PolicyException, IOException;
    }

    /** The policy was changed since whoever wants to change it has looked. */
    static final class ChangedMeanwhileException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final ConfigurationAdmin configurations;
    private final Journal journal;
    private final TimeSource time;
    private final ConsoleEditor editor;
    private final Versions versions;
    private final Signing signing;
    private final List<PolicyCheck> checks = new CopyOnWriteArrayList<>();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private final ScheduledThreadPoolExecutor thread;
    private volatile ServedPolicies served;

    @Activate
    public CurrentPolicy(
            BundleContext context,
            @Reference ConfigurationAdmin configurations,
            @Reference Journal journal,
            @Reference TimeSource time,
            @Reference ConsoleEditor editor,
            Map<String, Object> configuration) {
        this(Path.of(context.getProperty(LaunchProperties.HOME)), configurations, journal, time, editor, configuration);
    }

    CurrentPolicy(
            Path home,
            ConfigurationAdmin configurations,
            Journal journal,
            TimeSource time,
            ConsoleEditor editor,
            Map<String, Object> configuration) {
        this.configurations = configurations;
        this.journal = journal;
        this.time = time;
        this.editor = editor;
        this.versions = new Versions(home.resolve("policy/versions"));
        this.signing = new Signing(home, time);
        this.thread = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, THREAD));
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        PolicySet set = kept(configuration);
        this.served = new ServedPolicies(set, signing.issue(set));
    }

    @Activate
    @SuppressWarnings("FutureReturnValueIgnored") // nothing escapes it
    void open() {
        thread.scheduleWithFixedDelay(this::issueAnew, LOOK_SECONDS, LOOK_SECONDS, SECONDS);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindCheck(PolicyCheck check) {
        checks.add(check);
    }

    void unbindCheck(PolicyCheck check) {
        checks.remove(check);
    }

    /**
     * Called on the thread that changes the configuration, which alone knows for whom. It is followed from here: the component
     * runtime tells nothing of a second change when it read the properties before it and the change count after it.
     */
    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (PID.equals(event.getPid()) && !Thread.currentThread().getName().equals(THREAD)) {
            follow(editor.user());
        }
    }

    /** It is not activated anew: what changed was told by {@link #configurationEvent}, or while that was not heard yet. */
    @Modified
    void modified() {
        follow(Optional.empty());
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

    ServedPolicies served() {
        return served;
    }

    Versions versions() {
        return versions;
    }

    /** Calls somebody after each change, on the thread of the changes, until that is closed. */
    AutoCloseable onChange(Runnable follower) {
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    /**
     * Changes what is served, as a whole; it is kept and served when this returns.
     *
     * @param user who changes it
     * @param restored the earlier version that is brought back, or null
     * @param known tells by what was served to all whether whoever changes it knows that
     * @throws IOException if it could not be kept; then what was served before is served still
     */
    ServedPolicies change(
            Change change,
            @Nullable String user,
            @Nullable Integer restored,
            java.util.function.Predicate<Served> known)
            throws IOException, PolicyException, ChangedMeanwhileException {
        try {
            return thread.submit(() -> {
                        ServedPolicies before = served;
                        if (!known.test(before.all())) {
                            throw new ChangedMeanwhileException();
                        }
                        PolicySet after = change.of(before.set());
                        if (!after.equals(before.set())) {
                            check(after);
                            Version version = keepVersion(before.set(), after, user, restored);
                            keep(after, version);
                            serve(before.set(), version);
                        }
                        return served;
                    })
                    .get(5, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PolicyException refused) {
                throw refused;
            }
            if (e.getCause() instanceof ChangedMeanwhileException changed) {
                throw changed;
            }
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the disk takes too long", e);
        } catch (RejectedExecutionException e) {
            throw new IOException("config-endpoint is being stopped", e);
        }
    }

    private void follow(Optional<String> user) {
        try {
            thread.execute(() -> take(user));
        } catch (RejectedExecutionException e) {
            LOG.debug("changed while stopping: the next start reads it");
        }
    }

    /** Configuration Admin is read again, as several changes may have met by now. */
    private void take(Optional<String> user) {
        try {
            Configuration[] found = configurations.listConfigurations("(service.pid=" + PID + ")");
            // Nothing is kept any more when somebody has deleted it.
            Map<String, Object> form = found == null ? Map.of() : FrameworkUtil.asMap(found[0].getProperties());
            PolicySet before = served.set();
            PolicySet after = PolicySet.of(form);
            if (!after.equals(before)) {
                check(after);
                serve(before, keepVersion(before, after, user.orElse(null), null));
            }
        } catch (PolicyException e) {
            // The console tells whoever saves a form nothing: it is said where they look next.
            LOG.warn("The policy stays as it was: {}", e.getMessage());
            Map<String, Object> data = new LinkedHashMap<>();
            user.ifPresent(name -> data.put("user", name));
            data.put("why", String.valueOf(e.getMessage()));
            journal.append("policy.refused", data);
            restore();
        } catch (IOException | InvalidSyntaxException e) {
            LOG.warn("The policy's change cannot be kept, what was served is served on: {}", e.toString());
            restore();
        } catch (RuntimeException e) {
            LOG.error("The policy's change could not be followed, what was served is served on", e);
            restore();
        }
    }

    /** What is served is checked by those who know more of it than we do. */
    private void check(PolicySet set) throws PolicyException {
        object(set.all().toJson());
        for (Map.Entry<String, Overrides.Group> group : set.overrides().groups().entrySet()) {
            object(Layer.over(set.all().toJson(), group.getValue().values()));
        }
        for (ObjectNode values : set.overrides().agents().values()) {
            object(Layer.over(set.all().toJson(), values));
        }
    }

    private void object(ObjectNode document) throws PolicyException {
        for (PolicyCheck check : checks) {
            Optional<String> objection = check.objection(document.toString());
            if (objection.isPresent()) {
                throw PolicyException.refused(objection.get());
            }
        }
    }

    private Version keepVersion(PolicySet before, PolicySet after, @Nullable String user, @Nullable Integer restored)
            throws IOException {
        int latest = versions.latest();
        if (latest == 0) {
            // What was served before the first change can be brought back as well.
            versions.add(new Version(++latest, time.now(), null, null, before));
        }
        Version version = new Version(latest + 1, time.now(), user, restored, after);
        versions.add(version);
        return version;
    }

    private void keep(PolicySet set, Version version) throws IOException {
        try {
            keep(set);
        } catch (IOException e) {
            versions.forget(version);
            throw e;
        }
    }

    private void keep(PolicySet set) throws IOException {
        configurations.getConfiguration(PID, "?").update(FrameworkUtil.asDictionary(set.toConfiguration()));
    }

    private void serve(PolicySet before, Version version) {
        PolicySet after = version.set();
        served = new ServedPolicies(after, signing.issue(after));
        Map<String, Object> data = new LinkedHashMap<>();
        if (version.user() != null) {
            data.put("user", version.user());
        }
        data.put("version", version.number());
        if (version.restored() != null) {
            data.put("restored", version.restored());
        }
        data.put("before", map(before.all().toJson()));
        data.put("after", map(after.all().toJson()));
        if (!before.overrides().equals(after.overrides())) {
            data.put("overridesBefore", map(before.overrides().toJson()));
            data.put("overridesAfter", map(after.overrides().toJson()));
        }
        journal.append("policy.changed", data);
        LOG.info("The policy is now version {}: {}", version.number(), after.toJson());
        followers.forEach(Runnable::run);
    }

    /** A key that came or went, or an issue that grows old. */
    private void issueAnew() {
        try {
            PolicySet set = served.set();
            if (signing.isDue(served.issue())) {
                served = new ServedPolicies(set, signing.issue(set));
                LOG.info("The policy is {} now", served.issue() == null ? "no longer signed" : "signed anew");
                followers.forEach(Runnable::run);
            }
        } catch (RuntimeException e) {
            LOG.error("The policy was not signed anew", e);
        }
    }

    /** So that the form shows what is served, and a restart finds it. */
    private void restore() {
        try {
            keep(served.set());
        } catch (IOException | IllegalStateException e) {
            LOG.warn("The policy's configuration cannot be put right: {}", e.toString());
        }
    }

    private static PolicySet kept(Map<String, Object> configuration) {
        try {
            return PolicySet.of(configuration);
        } catch (PolicyException e) {
            LOG.warn("The kept policy will not do, the private defaults are served: {}", e.getMessage());
            return PolicySet.PRIVATE;
        }
    }

    private static Map<String, Object> map(ObjectNode json) {
        return StrictJson.JSON.convertValue(json, new TypeReference<Map<String, Object>>() {});
    }
}
