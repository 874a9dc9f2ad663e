package io.workstatus.agent.door;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.runtime.HttpServiceRuntimeConstants;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server, which the launcher only installs: it runs while the door stands before it, and not otherwise. */
final class Jetty {

    private static final Logger LOG = LoggerFactory.getLogger(Jetty.class);
    private static final String SYMBOLIC_NAME = "org.apache.felix.http.jetty12";
    private static final long PATIENCE_MILLIS = 10_000;

    private final BundleContext context;
    private final Bundle bundle;

    private Jetty(BundleContext context, Bundle bundle) {
        this.context = context;
        this.bundle = bundle;
    }

    static Jetty installed(BundleContext context) throws BundleException {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> SYMBOLIC_NAME.equals(bundle.getSymbolicName()))
                .findFirst()
                .map(bundle -> new Jetty(context, bundle))
                .orElseThrow(() -> new BundleException("The bundle " + SYMBOLIC_NAME
                        + " is not installed, so nothing can be served; the distribution is not complete."));
    }

    /** Starts it for this run of the framework only: at the next one it must not be there before the door. */
    void start() throws BundleException {
        if (bundle.adapt(BundleStartLevel.class).isPersistentlyStarted()) {
            bundle.stop();
        }
        bundle.start(Bundle.START_TRANSIENT);
    }

    /** Stops it, whoever started it, and takes back a wish to be started by the framework itself. */
    void stop() {
        try {
            bundle.stop();
        } catch (BundleException | IllegalStateException e) {
            LOG.error("Jetty did not stop", e);
        }
    }

    /** Whether it listens on this port, on this machine's own address; it says so itself, and a connection proves it. */
    boolean listensOn(int port) throws InterruptedException {
        var runtimes =
                new ServiceTracker<HttpServiceRuntime, HttpServiceRuntime>(context, HttpServiceRuntime.class, null);
        runtimes.open();
        try {
            return runtimes.waitForService(bundle.getState() == Bundle.ACTIVE ? 1 : PATIENCE_MILLIS) != null
                    && endpoints(runtimes).stream().anyMatch(endpoint -> endpoint.contains(":" + port))
                    && answers(port);
        } finally {
            runtimes.close();
        }
    }

    private static List<String> endpoints(ServiceTracker<HttpServiceRuntime, HttpServiceRuntime> runtimes) {
        Object endpoints =
                runtimes.getServiceReference().getProperty(HttpServiceRuntimeConstants.HTTP_SERVICE_ENDPOINT);
        if (endpoints instanceof Collection<?> several) {
            return several.stream().map(Object::toString).toList();
        }
        return endpoints instanceof String[] several ? List.of(several) : List.of(String.valueOf(endpoints));
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), (int)
                    PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
