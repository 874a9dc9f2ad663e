package io.workstatus.agent.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;

/**
 * The framework's side of a capability: a bundle with the location {@code workstatus:<id>}. Which jar each of them was made
 * from is noted beside the framework's cache, after the framework has it; without a note the bundle is made anew.
 *
 * <p>Their start level is above the one that the framework comes up to, so that what a cache holds after a crash is not
 * started before it was compared with the shelf.
 */
final class Container {

    /** The launcher's own check of what may be resolved knows both locations. */
    private static final String LOCATION = "workstatus:";

    private static final String CANDIDATE = "workstatus-candidate:";
    private static final int START_LEVEL = 4;
    private static final long PATIENCE_SECONDS = 10;
    private static final Pattern NAME_IN_FILTER = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]*)\\)");
    private static final Pattern VERSION_IN_FILTER = Pattern.compile("\\(version(?:>=|=)([^)]*)\\)");

    private final BundleContext context;
    private final Path notes;
    private final Set<String> fixed;

    /** What is there before the first capability is what the distribution came with: the launcher sees to that. */
    Container(BundleContext context) throws IOException {
        this.context = context;
        this.fixed = Stream.of(context.getBundles())
                .map(Bundle::getLocation)
                .filter(location -> !location.startsWith(LOCATION) && !location.startsWith(CANDIDATE))
                .collect(Collectors.toUnmodifiableSet());
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

    /** Whether it came with the distribution, and is replaced by a new release only. */
    boolean isFixed(Bundle bundle) {
        return fixed.contains(bundle.getLocation());
    }

    static String id(Bundle bundle) {
        return bundle.getLocation().substring(LOCATION.length());
    }

    /** Whether there is a fixed bundle by the name that a capability would have. */
    boolean isFixed(String id) {
        return Stream.of(context.getBundles())
                .filter(this::isFixed)
                .anyMatch(bundle ->
                        id.equals(bundle.getSymbolicName()) || id.equals(CapabilityId.of(bundle.getSymbolicName())));
    }

    /** What a crash left in the cache is not started, and what was only tried is gone; then capabilities may be started. */
    void open() throws BundleException, InterruptedException {
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(CANDIDATE)) {
                bundle.uninstall();
            } else if (isCapability(bundle)) {
                bundle.stop();
            }
        }
        FrameworkStartLevel level =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkStartLevel.class);
        if (level.getStartLevel() < START_LEVEL) {
            CountDownLatch raised = new CountDownLatch(1);
            level.setStartLevel(START_LEVEL, event -> raised.countDown());
            if (!raised.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the framework's start level did not rise");
            }
        }
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
        bundle.adapt(BundleStartLevel.class).setStartLevel(START_LEVEL);
        Files.writeString(note, jar.sha256());
        return bundle;
    }

    /** Replaces a bundle's content, whatever it was made from; it has been stopped before, and is still wanted if it was. */
    void replace(Bundle bundle, CheckedJar jar) throws BundleException, IOException {
        Files.deleteIfExists(notes.resolve(jar.id()));
        bundle.update(jar.stream());
        refresh(bundle);
    }

    void remove(Bundle bundle) throws BundleException, IOException {
        Files.deleteIfExists(notes.resolve(id(bundle)));
        bundle.uninstall();
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
    static String cause(Throwable e) {
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
     * What a jar requires and nothing here provides; empty if it would resolve. Asked of a copy that is never started. The jar
     * must be on the shelf, or nothing resolves.
     */
    Optional<String> missing(CheckedJar jar) throws BundleException {
        Bundle leftover = context.getBundle(CANDIDATE + jar.id());
        if (leftover != null) {
            leftover.uninstall();
        }
        Bundle candidate = context.installBundle(CANDIDATE + jar.id(), jar.stream());
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
                    .distinct()
                    .collect(Collectors.joining(", "));
            return Optional.of(missing.isEmpty() ? "what it requires contradicts itself or what is here" : missing);
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
        String filter = requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
        Matcher name = NAME_IN_FILTER.matcher(filter);
        if (requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE) && name.find()) {
            return "the package " + name.group(1) + version(filter);
        }
        if (requirement.getNamespace().equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE)) {
            return "Java" + version(filter) + " (this is " + Runtime.version().feature() + ")";
        }
        return (requirement.getNamespace() + " " + filter).strip();
    }

    private static String version(String filter) {
        Matcher version = VERSION_IN_FILTER.matcher(filter);
        return version.find() ? " " + version.group(1) : "";
    }

    /** Makes the framework forget the wiring of before. */
    void refresh(Bundle bundle) {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> done.countDown());
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the framework did not refresh " + bundle.getSymbolicName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
