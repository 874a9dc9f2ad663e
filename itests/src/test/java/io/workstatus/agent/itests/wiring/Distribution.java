package io.workstatus.agent.itests.wiring;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import io.workstatus.agent.api.launch.LaunchProperties;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * The jars and the framework's properties of the assembled distribution, as options of a container with a home of its own.
 * Nothing is fetched: every jar is where the build has put it.
 */
final class Distribution {

    /** Bundles of our own begin with this. */
    static final String OURS = "io.workstatus.agent.";

    /** Before the tests' own bundle, which Pax Exam starts at level 5. */
    private static final int CAPABILITIES_LEVEL = 4;

    private static final int FIXED_LEVEL = 3;

    private static final int LOG_LEVEL = 1;

    private Distribution() {}

    /** The folder of the distribution that was assembled by this build. */
    static Path folder() {
        return Path.of(System.getProperty("workstatus.distribution")).normalize();
    }

    /** The jars of one of its folders, in the order of their names. */
    static List<Path> jars(String subfolder) {
        try (Stream<Path> files = Files.list(folder().resolve(subfolder))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("the distribution is not assembled: run mvn package first", e);
        }
    }

    /** The fixed bundles but the server, the door before it, and what replaces capabilities; and these capabilities. */
    static Option[] with(String... capabilities) {
        return options(
                Set.of("door", "deploy"), jars("load").stream().filter(jar -> isOneOf(jar, Set.of(capabilities))));
    }

    /** All of it but what brings up and replaces capabilities, so that a test can. */
    static Option[] withAllButDeploy() {
        return options(Set.of("deploy"), jars("load").stream());
    }

    /** All that is fixed, but what brings up the capabilities: that is for the test, once the container stands. */
    static Option[] withoutCapabilities() {
        return options(Set.of("deploy"), Stream.empty());
    }

    /**
     * Installs and starts what brings up the capabilities, as they always are. A container must not have it from the
     * beginning: while it still raises its start level, nobody else may change that, or start what it does not know of.
     */
    static void bringUp(BundleContext context) {
        try {
            Path deploy = folder().resolve("bundle/" + OURS + "deploy.jar");
            context.installBundle(uri(deploy)).start();
        } catch (BundleException e) {
            throw new AssertionError(e);
        }
    }

    private static Option[] options(Set<String> without, Stream<Path> capabilities) {
        List<Option> options = new ArrayList<>();
        jars("bundle/log").forEach(jar -> options.add(bundle(uri(jar)).startLevel(LOG_LEVEL)));
        jars("bundle").stream()
                .filter(jar -> !isOneOf(jar, without))
                .forEach(jar -> options.add(bundle(uri(jar)).startLevel(FIXED_LEVEL)));
        // The door starts it, once it stands in front of it.
        jars("bundle/server").forEach(jar -> options.add(bundle(uri(jar)).noStart()));
        capabilities.forEach(jar -> options.add(bundle(uri(jar)).startLevel(CAPABILITIES_LEVEL)));
        options.add(launch());
        options.add(junitBundles());
        // What tests are written with needs no bundles: it is there already, beside the framework.
        options.add(systemPackages("org.assertj.core.api", "org.awaitility", "org.awaitility.core"));
        return options.toArray(Option[]::new);
    }

    private static Option launch() {
        try {
            Path home = Files.createDirectories(Path.of("target/wiring").toAbsolutePath());
            home = Files.createTempDirectory(home, "home-");
            acknowledgeTheNotice(home);
            List<Option> options = new ArrayList<>();
            Properties launched = new Properties();
            launched.setProperty(LaunchProperties.HOME, home.toString());
            launched.setProperty(LaunchProperties.AGENT_ID, UUID.randomUUID().toString());
            launched.setProperty(LaunchProperties.DISTRIBUTION, folder().toString());
            launched.setProperty(LaunchProperties.VERSION, System.getProperty("workstatus.version"));
            launched.setProperty(LaunchProperties.PORT, String.valueOf(freePort()));
            launched.forEach((name, value) ->
                    options.add(frameworkProperty((String) name).value(value)));

            configured(folder().resolve("conf/config.properties")).forEach((name, value) -> {
                if (!isLaunchersBusiness((String) name)) {
                    options.add(frameworkProperty((String) name).value(resolved((String) value, launched)));
                }
            });
            options.add(systemProperty(LaunchProperties.HOME).value(home.toString()));
            return composite(options.toArray(Option[]::new));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** For whoever is said to be signed in without having been: they have agreed to all that there is. */
    private static void acknowledgeTheNotice(Path home) throws IOException {
        String terms = Stream.of(
                        "RECORDED screenshots",
                        "RECORDED activity",
                        "DESTINATION folder " + home + "/store",
                        "KEPT *",
                        "COPY activity")
                .map(term -> "\"%s\": %d".formatted(term, Long.MAX_VALUE))
                .collect(Collectors.joining(", "));
        Files.createDirectories(home.resolve("tracking"));
        Files.writeString(home.resolve("tracking/acknowledged.json"), "{\"ada\": {\"terms\": {%s}}}".formatted(terms));
    }

    /** What is installed and where it is cached is what a container decides on its own. */
    private static boolean isLaunchersBusiness(String name) {
        return name.startsWith("felix.auto.")
                || name.startsWith("org.osgi.framework.startlevel.")
                || name.equals("org.osgi.framework.storage");
    }

    private static Properties configured(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static String resolved(String text, Properties values) {
        String resolved = text;
        for (String name : values.stringPropertyNames()) {
            resolved = resolved.replace("${" + name + "}", values.getProperty(name));
        }
        return resolved;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isOneOf(Path jar, Set<String> directories) {
        String name = jar.getFileName().toString();
        return directories.stream()
                .map(directory -> OURS + directory.replace('-', '.') + ".jar")
                .anyMatch(name::equals);
    }

    private static String uri(Path jar) {
        return "reference:" + jar.toUri();
    }
}
