package io.workstatus.agent.config.endpoint;

import io.workstatus.agent.api.launch.LaunchProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector of its own for a fleet, with TLS. It only listens: that nothing is served here but the policy, and only for
 * the token, is the door's doing, which knows by the local port that a request did not come over the agent's own.
 */
@Component(name = FleetListener.PID, service = FleetListener.class, immediate = true)
@Designate(ocd = FleetConfig.class)
public final class FleetListener {

    static final String PID = "io.workstatus.agent.config.endpoint.fleet";

    private static final Logger LOG = LoggerFactory.getLogger(FleetListener.class);
    private static final int IDLE_MILLIS = 10_000;
    private static final int LIFE_SECONDS = 15;
    private static final int MOST_CONNECTIONS = 1_000;
    private static final int HEADER_BYTES = 8_192;
    private static final int RENEWAL_SECONDS = 60;

    private final BundleContext context;
    private final FleetConfig config;
    private final Path certificate;
    private final Path key;
    private final SslContextFactory.Server tls = new SslContextFactory.Server();
    private final ScheduledThreadPoolExecutor thread;
    private @Nullable ServiceRegistration<ConnectorFactory> listening;
    private List<FileTime> files = List.of();
    private volatile @Nullable String trouble;

    @Activate
    public FleetListener(BundleContext context, FleetConfig config) {
        this.context = context;
        this.config = config;
        Path home = Path.of(context.getProperty(LaunchProperties.HOME));
        this.certificate = home.resolve(config.certificate());
        this.key = home.resolve(config.key());
        this.thread = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "workstatus-config-fleet"));
    }

    @Activate
    @SuppressWarnings("FutureReturnValueIgnored") // nothing escapes it
    void open() {
        if (config.enabled()) {
            thread.scheduleWithFixedDelay(this::look, 0, RENEWAL_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Deactivate
    void close() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(1_500, TimeUnit.MILLISECONDS)) {
            LOG.debug("a certificate is still being read");
        }
        ServiceRegistration<ConnectorFactory> registered = listening;
        if (registered != null) {
            registered.unregister();
        }
    }

    /** Why nobody is served, or null. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Listens once it can, and takes over a certificate that was renewed. */
    private void look() {
        try {
            if (listening == null) {
                tls.setKeyStore(keys());
                tls.setKeyStorePassword(PemKeys.PASSWORD);
                InetSocketAddress address = address();
                listening = context.registerService(ConnectorFactory.class, server -> connector(server, address), null);
                LOG.info("The policy is served to a fleet on https://{}:{}", config.address(), config.port());
            } else if (!files.equals(times())) {
                KeyStore renewed = keys();
                tls.reload(factory -> factory.setKeyStore(renewed));
                LOG.info("The fleet's listener uses the certificate in {} as it is now", certificate);
            }
            trouble = null;
        } catch (Exception e) { // Jetty declares no less
            String what = "the fleet is not served: " + e.getMessage();
            if (!what.equals(trouble)) {
                LOG.warn("{}", what);
            }
            trouble = what;
        }
    }

    private KeyStore keys() throws IOException {
        KeyStore store = PemKeys.read(certificate, key);
        files = times();
        return store;
    }

    private List<FileTime> times() throws IOException {
        return List.of(Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(key));
    }

    /** Tried out, because the server only logs what it cannot listen on. */
    private InetSocketAddress address() throws IOException {
        if (config.port() < 1 || config.port() > 65_535) {
            throw new IOException("port is to be from 1 to 65535, not " + config.port());
        }
        try {
            InetAddress address = InetAddress.getByName(config.address());
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(address, config.port()));
            }
            return new InetSocketAddress(address, config.port());
        } catch (UnknownHostException e) {
            throw new IOException("this machine has no address " + config.address(), e);
        } catch (IOException e) {
            throw new IOException(
                    "port " + config.port() + " of " + config.address() + " cannot be listened on: " + e.getMessage(),
                    e);
        }
    }

    private ServerConnector connector(org.eclipse.jetty.server.Server server, InetSocketAddress address) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.addCustomizer(new SecureRequestCustomizer(false));
        SslConnectionFactory secure = new SslConnectionFactory(tls, "http/1.1");
        ServerConnector connector = new ServerConnector(server, 1, 1, secure, new HttpConnectionFactory(http));
        secure.addEventListener(new ShortLived(connector.getScheduler(), LIFE_SECONDS));
        connector.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(1_024);
        connector.setReuseAddress(true);
        return connector;
    }
}
