package io.workstatus.agent.deploy;

import io.workstatus.agent.api.clock.TimeSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.metatype.annotations.Designate;

/** Looks whether a capability that was just replaced is at work. */
@Component(service = SwapWatch.class, configurationPid = "io.workstatus.agent.deploy")
@Designate(ocd = SwapConfiguration.class)
public final class SwapWatch {

    private static final long MILLIS_BETWEEN_LOOKS = 50;
    private static final int MOST_SECONDS = 300;

    private final BundleContext context;
    private final TimeSource time;
    private final ServiceComponentRuntime components;
    private final Health health;
    private volatile int seconds;

    @Activate
    public SwapWatch(
            SwapConfiguration configuration,
            BundleContext context,
            @Reference TimeSource time,
            @Reference ServiceComponentRuntime components,
            @Reference Health health) {
        this.context = context;
        this.time = time;
        this.components = components;
        this.health = health;
        configure(configuration);
    }

    @Modified
    void configure(SwapConfiguration configuration) {
        seconds = Math.min(MOST_SECONDS, Math.max(1, configuration.watchSeconds()));
    }

    /** How long a capability may take until it is at work. */
    int seconds() {
        return seconds;
    }

    /**
     * How a capability was at one moment.
     *
     * @param critical whether its own health check said so
     * @param outside full names of the services that its components refer to and others are to bring
     */
    record Look(CapabilityState state, boolean critical, Set<String> outside) {

        /** Of one that was not there. */
        static Look atNothing() {
            return new Look(CapabilityState.stopped(), false, Set.of());
        }
    }

    CapabilityState state(Bundle bundle) {
        return CapabilityState.of(bundle, context, components);
    }

    Look look(Bundle bundle) {
        boolean critical =
                health.levels().getOrDefault(bundle.getBundleId(), Health.Level.UNKNOWN) == Health.Level.CRITICAL;
        return new Look(state(bundle), critical, outside(bundle));
    }

    private Set<String> outside(Bundle bundle) {
        Set<String> names = components.getComponentDescriptionDTOs(bundle).stream()
                .flatMap(description -> Stream.of(description.references))
                .map(reference -> reference.interfaceName)
                .collect(Collectors.toCollection(HashSet::new));
        ServiceReference<?>[] own = bundle.getRegisteredServices();
        for (ServiceReference<?> reference : own == null ? new ServiceReference<?>[0] : own) {
            names.removeAll(List.of((String[]) reference.getProperty(Constants.OBJECTCLASS)));
        }
        return names;
    }

    /**
     * Returns as soon as the bundle is at work. What it waited for before does not count against it, nor that its health was
     * critical already.
     *
     * @throws RefusedException if it is not at work after the time that it has
     */
    void awaitAtWork(Bundle bundle, Look before) throws RefusedException {
        long start = time.nanoTime();
        while (true) {
            Look now = look(bundle);
            CapabilityState state = now.state();
            boolean healthy = !now.critical() || before.critical();
            boolean atWork = switch (state.kind()) {
                case ACTIVE -> healthy;
                case WAITING -> state.equals(before.state()) || (healthy && waitsForOthers(state, before));
                case STOPPED -> false;
            };
            Optional<String> unmade = unmade(bundle);
            if (atWork && unmade.isEmpty()) {
                requireServices(bundle);
                return;
            }
            if (time.nanoTime() - start > TimeUnit.SECONDS.toNanos(seconds)) {
                String otherwise = now.critical() ? "its health is critical" : "it stopped";
                throw new RefusedException("not at work after " + seconds + " s: "
                        + unmade.or(state::reason).orElse(otherwise));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RefusedException("the agent goes down");
            }
        }
    }

    /** For what the version before referred to as well, did not bring itself, and nobody at all brings now. */
    private boolean waitsForOthers(CapabilityState state, Look before) {
        return !state.broken()
                && before.outside().containsAll(state.awaited())
                && state.awaited().stream().allMatch(name -> context.getServiceReference(name) == null);
    }

    /** A component that should have been made by now, and was not: its class is missing, or cannot be made. */
    private Optional<String> unmade(Bundle bundle) {
        return components.getComponentDescriptionDTOs(bundle).stream()
                .filter(description -> description.immediate)
                .flatMap(description -> components.getComponentConfigurationDTOs(description).stream())
                .filter(configuration -> configuration.state == ComponentConfigurationDTO.SATISFIED)
                .map(configuration -> "its component " + configuration.description.name + " could not be made")
                .findFirst();
    }

    /** Components that nobody has used yet are made only now: one that cannot be made is not at work. */
    private void requireServices(Bundle bundle) throws RefusedException {
        ServiceReference<?>[] references = bundle.getRegisteredServices();
        if (references == null) {
            return;
        }
        for (ServiceReference<?> reference : references) {
            if (context.getService(reference) == null) {
                if (reference.getBundle() == null) {
                    continue; // it went meanwhile
                }
                String[] names = (String[]) reference.getProperty(Constants.OBJECTCLASS);
                throw new RefusedException("its service " + names[0] + " could not be made");
            }
            context.ungetService(reference);
        }
    }
}
