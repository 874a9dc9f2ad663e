package io.workstatus.agent.itests.wiring;

import static java.util.stream.Collectors.toCollection;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What Service Component Runtime says of the components of our bundles. */
record Components(BundleContext context, ServiceComponentRuntime runtime) {

    /** What is declared, by bundles of ours. */
    Stream<ComponentDescriptionDTO> declared(Predicate<Bundle> which) {
        return runtime.getComponentDescriptionDTOs(ours().stream().filter(which).toArray(Bundle[]::new)).stream();
    }

    /** What became of it. */
    Stream<ComponentConfigurationDTO> configured(Predicate<Bundle> which) {
        return declared(which).flatMap(component -> runtime.getComponentConfigurationDTOs(component).stream());
    }

    /** The one component of this name. */
    ComponentConfigurationDTO byName(String name) {
        return configured(bundle -> true)
                .filter(configuration -> configuration.description.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no component " + name));
    }

    /** A line for each component, with its name and whether what it needs is there. */
    Set<String> lines(Predicate<Bundle> which) {
        return configured(which)
                .map(configuration -> configuration.description.name + ": " + state(configuration.state))
                .collect(toCollection(TreeSet::new));
    }

    /** Whether it was brought up by whatever replaces capabilities. */
    static boolean isCapability(Bundle bundle) {
        return bundle.getLocation().startsWith("workstatus:");
    }

    List<Bundle> ours() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith(Distribution.OURS))
                .toList();
    }

    /** The bundle of a directory's name. */
    Bundle bundle(String directory) {
        return ours().stream()
                .filter(bundle -> bundle.getSymbolicName().equals(Distribution.OURS + directory.replace('-', '.')))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no bundle " + directory));
    }

    /** Whether somebody uses a component already makes no difference here. */
    private static String state(int state) {
        return switch (state) {
            case ComponentConfigurationDTO.ACTIVE, ComponentConfigurationDTO.SATISFIED -> "satisfied";
            case ComponentConfigurationDTO.FAILED_ACTIVATION -> "failed";
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> "waits for its configuration";
            default -> "waits for a reference";
        };
    }
}
