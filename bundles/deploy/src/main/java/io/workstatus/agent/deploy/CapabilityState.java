package io.workstatus.agent.deploy;

import io.workstatus.agent.api.status.Waiting;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Whether a capability can do its work, and if not, why.
 *
 * @param kind as in the status
 * @param reason for people; empty if active, or stopped by somebody
 * @param broken whether something is wrong with it: it says that it waits, or a component failed. A component that merely
 *     waits for a service, as recording does for a permit, is not broken
 * @param awaited full names of the services that it merely waits for
 */
record CapabilityState(Kind kind, Optional<String> reason, boolean broken, Set<String> awaited) {

    private CapabilityState(Kind kind, Optional<String> reason, boolean broken) {
        this(kind, reason, broken, Set.of());
    }

    /** As if it was not there. */
    static CapabilityState stopped() {
        return new CapabilityState(Kind.STOPPED, Optional.empty(), false);
    }

    enum Kind {
        ACTIVE,
        WAITING,
        STOPPED
    }

    static CapabilityState of(Bundle bundle, BundleContext context, ServiceComponentRuntime components) {
        if (bundle.getState() != Bundle.ACTIVE) {
            return Container.isWanted(bundle)
                    ? new CapabilityState(Kind.STOPPED, Optional.of("it did not start; the log says why"), true)
                    : new CapabilityState(Kind.STOPPED, Optional.empty(), false);
        }
        String said = saidReasons(bundle, context);
        if (!said.isEmpty()) {
            return new CapabilityState(Kind.WAITING, Optional.of(said), true);
        }
        TreeSet<String> awaited = new TreeSet<>();
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO configuration : components.getComponentConfigurationDTOs(description)) {
                if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    String failure = firstLine(configuration.failure);
                    return new CapabilityState(Kind.WAITING, Optional.of(failure), true);
                }
                if (configuration.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                    for (UnsatisfiedReferenceDTO reference : configuration.unsatisfiedReferences) {
                        awaited.add(interfaceOf(description, reference.name));
                    }
                }
            }
        }
        return awaited.isEmpty()
                ? new CapabilityState(Kind.ACTIVE, Optional.empty(), false)
                : new CapabilityState(
                        Kind.WAITING, Optional.of("waits for " + simpleNames(awaited)), false, Set.copyOf(awaited));
    }

    private static String simpleNames(Set<String> names) {
        return names.stream()
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String saidReasons(Bundle bundle, BundleContext context) {
        try {
            Collection<ServiceReference<Waiting>> references = context.getServiceReferences(Waiting.class, null);
            return references.stream()
                    .filter(reference -> bundle.equals(reference.getBundle()))
                    .map(context::getService)
                    .filter(waiting -> waiting != null)
                    .map(Waiting::reason)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining("; "));
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter, no syntax", e);
        }
    }

    private static String interfaceOf(ComponentDescriptionDTO description, String reference) {
        for (var declared : description.references) {
            if (declared.name.equals(reference)) {
                return declared.interfaceName;
            }
        }
        return reference;
    }

    /** SCR keeps a failure as the stack trace's text. */
    private static String firstLine(String failure) {
        String line = failure == null ? "" : failure.lines().findFirst().orElse("");
        int message = line.indexOf(": ");
        return "a component failed: " + (message < 0 ? line : line.substring(message + 2));
    }
}
