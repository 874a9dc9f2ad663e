package io.workstatus.agent.config.client;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.policy.PolicyCheck;
import io.workstatus.agent.api.recording.Session;
import io.workstatus.agent.api.status.StatusPart;
import io.workstatus.agent.api.status.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.ComponentException;
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

/** Polls the configured source, or waits for one that can be asked. */
@Component(name = "io.workstatus.agent.config.client", service = ConfigClient.class, immediate = true)
@Designate(ocd = ConfigClientConfig.class)
public final class ConfigClient {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigClient.class);
    private static final int DEFAULT_SECONDS = 30;
    private static final int MOST_SECONDS = 86_400;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<StatusPart> parts = List.of();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable HealthCheckExecutor health;

    private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
    private final BundleContext context;
    private final Optional<Poller> poller;
    private final String wrong;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<PolicyCheck> checks = List.of();

    private volatile boolean started;
    private @Nullable ServiceRegistration<Waiting> waiting;

    @Activate
    public ConfigClient(
            BundleContext context,
            @Reference ConfigurationAdmin configurations,
            @Reference Journal journal,
            @Reference TimeSource time,
            ConfigClientConfig config) {
        this.context = context;
        Optional<Poller> made;
        String refused = "";
        try {
            PolicySource source = PolicySource.of(config.url(), context.getProperty(LaunchProperties.PORT));
            Pace pace = new Pace(poll(config), source.own(), RandomGenerator.getDefault());
            PolicyConfiguration inForce = new PolicyConfiguration(configurations);
            Path home = Path.of(property(LaunchProperties.HOME));
            Path folder = home.resolve("policy");
            PinnedKey key = config.publicKey().isBlank() ? null : PinnedKey.parse(config.publicKey());
            PolicyGuard guard = new PolicyGuard(
                    time,
                    property(LaunchProperties.AGENT_ID),
                    this::objection,
                    key,
                    Optional.ofNullable(key)
                            .map(pinned -> new AcceptedPolicies(folder.resolve("accepted.json"), pinned)));
            made = Optional.of(new Poller(
                    journal,
                    time,
                    inForce,
                    source,
                    pace,
                    Limits.NORMAL,
                    new Credentials(home, config.caFile().isBlank() ? null : home.resolve(config.caFile())),
                    guard,
                    new LastGood(folder.resolve("last-good.json")),
                    this::report));
        } catch (IllegalArgumentException e) {
            made = Optional.empty();
            refused = String.valueOf(e.getMessage());
        }
        this.poller = made;
        this.wrong = refused;
    }

    /** Another user may be in other groups. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindSession(Session opened) {
        session.set(opened);
        poller.filter(asked -> started).ifPresent(Poller::askNow);
    }

    void unbindSession(Session closed) {
        session.compareAndSet(closed, null);
    }

    @Activate
    void open() {
        started = true;
        poller.ifPresentOrElse(Poller::askNow, () -> {
            LOG.warn("no policy is fetched: {}", wrong);
            waiting = context.registerService(Waiting.class, new Waiting(wrong), null);
        });
    }

    @Deactivate
    void close() {
        poller.ifPresent(Poller::close);
        if (waiting != null) {
            waiting.unregister();
        }
    }

    /** Asks at once, if there is somebody to be asked. */
    void askNow() {
        poller.ifPresent(Poller::askNow);
    }

    /** The configuration that is in force was changed. */
    void look() {
        poller.ifPresent(Poller::look);
    }

    /** What keeps the policy from being current, or null. */
    @Nullable
    String trouble() {
        return poller.map(Poller::trouble).orElse(wrong.isEmpty() ? null : wrong);
    }

    private Optional<String> objection(String document) {
        return checks.stream()
                .map(check -> check.objection(document))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Report report() {
        Session open = session.get();
        Object queue = parts.stream()
                .filter(part -> part.name().equals("queue"))
                .findFirst()
                .map(StatusPart::value)
                .orElse(null);
        return new Report(
                property(LaunchProperties.AGENT_ID),
                property(LaunchProperties.VERSION),
                Optional.ofNullable(open).map(Session::user),
                queue instanceof Map<?, ?> books ? books : null,
                worst());
    }

    private Optional<String> worst() {
        HealthCheckExecutor executor = health;
        if (executor == null) {
            return Optional.empty();
        }
        return executor.execute(HealthCheckSelector.tags("*")).stream()
                .map(result -> result.getHealthCheckResult().getStatus())
                .max(Comparator.naturalOrder())
                .map(status -> switch (status) {
                    case OK -> "ok";
                    case WARN, TEMPORARILY_UNAVAILABLE -> "warn";
                    case CRITICAL, HEALTH_CHECK_ERROR -> "critical";
                });
    }

    private String property(String name) {
        return Objects.requireNonNull(context.getProperty(name), name);
    }

    private static Duration poll(ConfigClientConfig config) {
        try {
            int seconds = config.pollSeconds();
            if (seconds >= 1 && seconds <= MOST_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (ComponentException e) {
            LOG.debug("no number", e);
        }
        LOG.warn("pollSeconds is to be a number from 1 to {}; {} is used", MOST_SECONDS, DEFAULT_SECONDS);
        return Duration.ofSeconds(DEFAULT_SECONDS);
    }
}
