package io.workstatus.agent.door;

import io.workstatus.agent.api.access.Authenticator;
import io.workstatus.agent.api.launch.LaunchProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.servlet.whiteboard.Preprocessor;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the gatekeeper up before the server is started, and stops the server before the gatekeeper goes: at no moment is
 * there a server without it. A plain activator, because a component could be switched off.
 */
public final class DoorActivator implements BundleActivator {

    private static final Logger LOG = LoggerFactory.getLogger(DoorActivator.class);

    /** System property by which the launcher learns with which code to exit. */
    private static final String EXIT_PROPERTY = "workstatus.exit";

    private static final String PORT_IS_TAKEN = "4";

    private static final Duration LOOK = Duration.ofSeconds(1);

    private @Nullable ServiceTracker<Authenticator, Authenticator> authenticators;
    private @Nullable ServiceRegistration<Preprocessor> gatekeeper;
    private @Nullable ServiceRegistration<ConnectorFactory> connector;
    private @Nullable ScheduledThreadPoolExecutor watch;
    private @Nullable Future<?> looking;
    private @Nullable Jetty jetty;
    private @Nullable PortFile portFile;

    @Override
    public void start(BundleContext context) throws BundleException, IOException, InterruptedException {
        int port = Integer.parseInt(property(context, LaunchProperties.PORT));
        Path home = Path.of(property(context, LaunchProperties.HOME));
        PortFile file = new PortFile(home);
        Jetty server = Jetty.installed(context);

        var looks = new AtomicReference<Runnable>(() -> {});
        var tracker = new ServiceTracker<Authenticator, Authenticator>(context, Authenticator.class, null) {
            @Override
            public void removedService(ServiceReference<Authenticator> reference, Authenticator service) {
                super.removedService(reference, service);
                // Nobody is signed in any more.
                looks.get().run();
            }
        };
        tracker.open();
        authenticators = tracker;

        Gatekeeper guard = new Gatekeeper(
                port,
                new Rules(port),
                new FleetRules(new FleetTokenFile(home, System::nanoTime)),
                () -> Optional.ofNullable(tracker.getService()),
                new Capabilities(context)::missing,
                System::nanoTime);
        looks.set(guard::look);
        SlowHeaders slowHeaders = new SlowHeaders(System::nanoTime);
        StuckWrites stuckWrites = new StuckWrites(System::nanoTime);
        LoopbackConnector loopback = new LoopbackConnector(port, slowHeaders, stuckWrites);
        connector = context.registerService(ConnectorFactory.class, loopback, null);
        watch = watch(() -> {
            guard.look();
            slowHeaders.look();
            stuckWrites.look();
        });
        gatekeeper = context.registerService(
                Preprocessor.class,
                guard,
                FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));

        jetty = server;
        try {
            open(context, server, loopback, port, file);
        } catch (BundleException | IOException | InterruptedException | RuntimeException e) {
            // The framework takes the gatekeeper away when this fails: the server must be gone by then.
            server.stop();
            endWatch();
            throw e;
        }
    }

    private ScheduledThreadPoolExecutor watch(Runnable look) {
        var thread = new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "workstatus-door"));
        looking = thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        look.run();
                    } catch (RuntimeException e) {
                        LOG.warn("Connections could not be looked after; the next try follows: {}", e.toString());
                    }
                },
                LOOK.toMillis(),
                LOOK.toMillis(),
                TimeUnit.MILLISECONDS);
        return thread;
    }

    private void open(BundleContext context, Jetty server, LoopbackConnector loopback, int port, PortFile file)
            throws BundleException, IOException, InterruptedException {
        server.start();
        if (server.listensOn(port) && loopback.listens()) {
            file.write(port);
            portFile = file;
            LOG.info("Listening on http://localhost:{}", port);
        } else {
            LOG.error(
                    "Port {} of 127.0.0.1 cannot be listened on: another program has it."
                            + " Stop that program, or set WORKSTATUS_PORT to a free port, or to 0 for any.",
                    port);
            System.setProperty(EXIT_PROPERTY, PORT_IS_TAKEN);
            context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
        }
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        if (jetty != null) {
            jetty.stop();
        }
        endWatch();
        if (connector != null) {
            connector.unregister();
        }
        if (portFile != null) {
            portFile.delete();
        }
        if (gatekeeper != null) {
            gatekeeper.unregister();
        }
        if (authenticators != null) {
            authenticators.close();
        }
    }

    private void endWatch() {
        if (looking != null) {
            looking.cancel(false);
        }
        if (watch != null) {
            watch.shutdownNow();
        }
    }

    private static String property(BundleContext context, String name) throws BundleException {
        String value = context.getProperty(name);
        if (value == null) {
            throw new BundleException("The framework property " + name + " is not set; start the agent with"
                    + " bin/workstatus, which sets it.");
        }
        return value;
    }
}
