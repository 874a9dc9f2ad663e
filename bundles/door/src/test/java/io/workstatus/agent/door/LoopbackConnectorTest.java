package io.workstatus.agent.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopbackConnectorTest {

    private final Server server = new Server();

    private int port;
    private ServerSocket other;
    private LoopbackConnector loopback;

    @BeforeEach
    void takeThePort() throws Exception {
        other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        port = other.getLocalPort();
        loopback = new LoopbackConnector(port, new SlowHeaders(System::nanoTime), new StuckWrites(System::nanoTime));
        server.start();
    }

    @AfterEach
    void end() throws Exception {
        server.stop();
        other.close();
    }

    /** Whoever has the port answers a connection too. */
    @Test
    void doesNotListenWhereAnotherProgramDoes() {
        Connector connector = add();

        assertThatThrownBy(connector::start).hasRootCauseInstanceOf(BindException.class);
        assertThat(loopback.listens()).isFalse();
    }

    @Test
    void listensOnAFreePortUntilItIsStopped() throws Exception {
        assertThat(loopback.listens()).isFalse();
        other.close();
        Connector connector = add();
        assertThat(loopback.listens()).isFalse();

        connector.start();
        assertThat(loopback.listens()).isTrue();

        connector.stop();
        assertThat(loopback.listens()).isFalse();
    }

    private Connector add() {
        Connector connector = loopback.createConnector(server);
        server.addConnector(connector);
        return connector;
    }
}
