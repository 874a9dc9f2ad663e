package io.workstatus.agent.door;

import java.time.Duration;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Where the agent listens: on loopback, with limits on what a connection may bring, how long it may take, and how many
 * there are. It takes the place of the one that the HTTP service makes of its configuration, which has no such limits.
 */
final class LoopbackConnector implements ConnectorFactory {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int HEADER_BYTES = 16 * 1024;
    private static final int RESPONSE_BUFFER_BYTES = 32 * 1024;
    private static final int MOST_CONNECTIONS = 512;

    /** What the system keeps for a client that does not read; left to itself it would be megabytes. */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;

    /** So long a connection may say nothing. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final int port;
    private final SlowHeaders slowHeaders;
    private final StuckWrites stuckWrites;
    private volatile @Nullable ServerConnector connector;

    LoopbackConnector(int port, SlowHeaders slowHeaders, StuckWrites stuckWrites) {
        this.port = port;
        this.slowHeaders = slowHeaders;
        this.stuckWrites = stuckWrites;
    }

    @Override
    public Connector createConnector(Server server) {
        for (Connector present : server.getConnectors()) {
            if (present instanceof ServerConnector other && other.getPort() == port) {
                takeOut(server, other);
            }
        }
        server.setErrorHandler(new ServerErrors());
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setOutputBufferSize(RESPONSE_BUFFER_BYTES);
        ServerConnector made = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        made.setHost(LOOPBACK);
        made.setPort(port);
        made.setReuseAddress(true);
        made.setIdleTimeout(IDLE.toMillis());
        made.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        made.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, made));
        made.addBean(slowHeaders);
        made.addBean(stuckWrites);
        connector = made;
        return made;
    }

    /** Whether it is this connector that listens; a connection alone would not tell whose the other end is. */
    boolean listens() {
        ServerConnector made = connector;
        return made != null && made.isStarted() && made.isOpen();
    }

    private static void takeOut(Server server, ServerConnector other) {
        try {
            other.stop();
        } catch (Exception e) { // Jetty declares no less
            throw new IllegalStateException(e);
        }
        server.removeConnector(other);
    }
}
