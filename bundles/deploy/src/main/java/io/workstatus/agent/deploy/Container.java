package io.workstatus.agent.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;

/**
 * The framework's side of a capability: a bundle with the location {@code workstatus:<id>}. Which jar each of them was made
 * from is noted beside the framework's cache, after the framework has it; without a note the bundle is made anew.
 */
final class Container {

    private static final String LOCATION = "workstatus:";
    private static final long REFRESH_SECONDS = 10;

    private final BundleContext context;
    private final Path notes;

    Container(BundleContext context) throws IOException {
        this.context = context;
        this.notes = Files.createDirectories(context.getDataFile("installed").toPath());
    }

    /** All capabilities that the framework has. */
    List<Bundle> bundles() {
        return Stream.of(context.getBundles()).filter(Container::isCapability).toList();
    }

    Optional<Bundle> bundle(String id) {
        return Optional.ofNullable(context.getBundle(LOCATION + id));
    }

    static boolean isCapability(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION);
    }

    static String id(Bundle bundle) {
        return bundle.getLocation().substring(LOCATION.length());
    }

    /** Whether there is a bundle that is no capability by the name that such a one would have. */
    boolean isFixed(String id) {
        return Stream.of(context.getBundles())
                .filter(bundle -> !isCapability(bundle))
                .anyMatch(bundle ->
                        id.equals(bundle.getSymbolicName()) || id.equals(CapabilityId.of(bundle.getSymbolicName())));
    }

    /** Makes sure that the bundle is made from this jar; it is not started. */
    Bundle bring(CheckedJar jar) throws BundleException, IOException {
        Path note = notes.resolve(jar.id());
        Bundle there = context.getBundle(LOCATION + jar.id());
        if (there != null && Files.exists(note) && Files.readString(note).equals(jar.sha256())) {
            return there;
        }
        Files.deleteIfExists(note);
        Bundle bundle;
        if (there == null) {
            bundle = context.installBundle(LOCATION + jar.id(), jar.stream());
        } else {
            there.update(jar.stream());
            bundle = there;
            refresh(bundle);
        }
        Files.writeString(note, jar.sha256());
        return bundle;
    }

    /** Replaces a bundle's content, whatever it was made from; it is stopped afterwards, and still wanted if it was. */
    void replace(Bundle bundle, CheckedJar jar) throws BundleException, IOException {
        Files.deleteIfExists(notes.resolve(jar.id()));
        bundle.stop(Bundle.STOP_TRANSIENT);
        bundle.update(jar.stream());
        refresh(bundle);
    }

    /** Starts a bundle, and once more if it could not see all of its configurations the first time. */
    static void start(Bundle bundle, OwnConfigurations configurations) throws BundleException, IOException {
        bundle.start();
        if (configurations.complete(bundle)) {
            bundle.stop(Bundle.STOP_TRANSIENT);
            bundle.start();
        }
    }

    /** The innermost reason of a failure, in one line. */
    static String cause(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
    }

    /** Notes that the bundle is made from this jar. */
    void note(CheckedJar jar) throws IOException {
        Files.writeString(notes.resolve(jar.id()), jar.sha256());
    }

    /** Whether somebody wants the bundle to run, as far as the framework knows. */
    static boolean isWanted(Bundle bundle) {
        return bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
    }

    /**
     * What a jar requires and nothing here provides; empty if it would resolve. Asked of a copy that is never started.
     */
    Optional<String> missing(CheckedJar jar) throws BundleException {
        Bundle candidate =
                context.installBundle(LOCATION + "?" + jar.sha256(), new ByteArrayInputStream(jar.content()));
        try {
            FrameworkWiring wiring =
                    context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
            if (wiring.resolveBundles(List.of(candidate))) {
                return Optional.empty();
            }
            String missing = candidate.adapt(BundleRevision.class).getDeclaredRequirements(null).stream()
                    .filter(Container::isMandatory)
                    .filter(requirement -> wiring.findProviders(requirement).isEmpty())
                    .map(Container::describe)
                    .collect(Collectors.joining(", "));
            return Optional.of(missing.isEmpty() ? "its requirements contradict each other" : missing);
        } finally {
            candidate.uninstall();
        }
    }

    private static boolean isMandatory(BundleRequirement requirement) {
        return !Namespace.RESOLUTION_OPTIONAL.equals(
                        requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
                && !Namespace.EFFECTIVE_ACTIVE.equals(
                        requirement.getDirectives().get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE));
    }

    private static String describe(BundleRequirement requirement) {
        String filter = requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE);
        return requirement.getNamespace() + (filter == null ? "" : " " + filter);
    }

    private void refresh(Bundle bundle) {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> done.countDown());
        try {
            if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the framework did not refresh " + bundle.getSymbolicName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
