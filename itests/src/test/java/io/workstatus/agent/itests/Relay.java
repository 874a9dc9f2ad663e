package io.workstatus.agent.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A port of loopback that leads to another one, and keeps what either side says. */
final class Relay implements AutoCloseable {

    private final int target;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<ByteArrayOutputStream> fromClients = new CopyOnWriteArrayList<>();
    private final List<ByteArrayOutputStream> fromServer = new CopyOnWriteArrayList<>();

    private Relay(int target) throws IOException {
        this.target = target;
    }

    static Relay to(int port) throws IOException {
        Relay relay = new Relay(port);
        daemon(relay::accept);
        return relay;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What those said who connected, one array a connection. */
    List<byte[]> saidByClients() {
        return fromClients.stream().map(ByteArrayOutputStream::toByteArray).toList();
    }

    /** What they were answered. */
    List<byte[]> saidByServer() {
        return fromServer.stream().map(ByteArrayOutputStream::toByteArray).toList();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            sockets.add(client);
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            pass(client, server, fromClients);
            pass(server, client, fromServer);
        }
    }

    private static void pass(Socket from, Socket to, List<ByteArrayOutputStream> kept) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        kept.add(said);
        daemon(() -> {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] piece = new byte[1 << 14];
                for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                    said.write(piece, 0, length);
                    out.write(piece, 0, length);
                    out.flush();
                }
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One of the two ends is gone, and with it the connection.
                        return;
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
