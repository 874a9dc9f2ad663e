package io.workstatus.agent.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.main.AutoProcessor;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.launch.Framework;

/**
 * Starts the framework on a home, and ends with one of {@link ExitCode}. {@code bin/workstatus run} watches over the JVM
 * that this class runs in.
 *
 * <p>Arguments: the distribution's folder, the home's folder. What else it needs it reads from the environment.
 */
public final class Launcher {

    /** A bundle that must end the process says with which code by this system property, before it stops the framework. */
    static final String EXIT_PROPERTY = "workstatus.exit";

    private static final long STOP_SECONDS = 20;

    private Launcher() {}

    /** Runs until the framework stops. */
    public static void main(String[] arguments) throws InterruptedException {
        int code;
        try {
            code = run(Path.of(arguments[0]), Path.of(arguments[1]), System.getenv());
        } catch (LaunchException e) {
            System.err.println("workstatus: " + e.getMessage());
            code = e.code();
        } catch (BundleException | IOException | UncheckedIOException e) {
            System.err.println("workstatus: the framework did not start: " + e);
            code = ExitCode.FAILED;
        }
        System.exit(code);
    }

    private static int run(Path distribution, Path homeFolder, Map<String, String> environment)
            throws LaunchException, BundleException, IOException, InterruptedException {
        try (Home home = Home.open(homeFolder, Long.getLong("workstatus.supervisor", -1))) {
            int port = Port.choose(environment.getOrDefault("WORKSTATUS_PORT", ""));
            home.remember(port);
            Map<String, String> properties = FrameworkProperties.of(distribution, home, port);

            Framework framework = new FrameworkFactory().newFramework(properties);
            framework.init(Launcher::report);
            framework.getBundleContext().addFrameworkListener(Launcher::report);
            CheckedRevisions checked = new CheckedRevisions(
                    distribution.toRealPath(), home.folder(), Path.of(properties.get(Constants.FRAMEWORK_STORAGE)));
            framework.getBundleContext().registerService(ResolverHookFactory.class, checked, null);
            checked.expelOthers(framework.getBundleContext());
            AutoProcessor.process(properties, framework.getBundleContext());
            Thread stopper = new Thread(() -> stop(framework, home), "workstatus-stop");
            Runtime.getRuntime().addShutdownHook(stopper);
            framework.start();
            Thread announcer = new Thread(new Announcement(home, port), "workstatus-announcement");
            announcer.setDaemon(true);
            announcer.start();

            FrameworkEvent event = framework.waitForStop(0);
            if (event.getType() == FrameworkEvent.STOPPED_UPDATE) {
                return ExitCode.START_AGAIN;
            }
            return Integer.getInteger(EXIT_PROPERTY, ExitCode.STOPPED);
        }
    }

    /** A bundle that does not resolve or start is told to nobody else that early. */
    private static void report(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            System.err.println("workstatus: " + event.getBundle().getSymbolicName() + ": "
                    + event.getThrowable().getMessage());
        }
    }

    /** Called by the JVM as it goes: the main thread may not get to close the home any more. */
    private static void stop(Framework framework, Home home) {
        try {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            home.forgetProcess();
        } catch (BundleException | IOException e) {
            System.err.println("workstatus: the framework did not stop cleanly: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
