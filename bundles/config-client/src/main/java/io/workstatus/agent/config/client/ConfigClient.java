package io.workstatus.agent.config.client;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.policy.PolicyCheck;
import io.workstatus.agent.api.status.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
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

    private final BundleContext context;
    private final Optional<Poller> poller;
    private final String wrong;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<PolicyCheck> checks = List.of();

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
            made = Optional.of(new Poller(journal, time, inForce, source, pace, Limits.NORMAL, this::objection));
        } catch (IllegalArgumentException e) {
            made = Optional.empty();
            refused = String.valueOf(e.getMessage());
        }
        this.poller = made;
        this.wrong = refused;
    }

    @Activate
    void open() {
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
