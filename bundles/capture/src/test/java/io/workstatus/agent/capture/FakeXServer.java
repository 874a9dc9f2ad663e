package io.workstatus.agent.capture;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers connection set-ups as it is told to. */
final class FakeXServer implements AutoCloseable {

    private final ServerSocketChannel server;
    private final byte[] answer;
    private volatile boolean hangsUp;
    private final List<SocketChannel> clients = new CopyOnWriteArrayList<>();

    /** The set-up requests that came in, each from its first byte to the end of the cookie. */
    final List<byte[]> requests = new CopyOnWriteArrayList<>();

    private FakeXServer(ServerSocketChannel server, byte[] answer) {
        this.server = server;
        this.answer = answer;
        new Thread(this::serve, "fake-x-server").start();
    }

    static FakeXServer at(Path socket, byte[] answer) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        return new FakeXServer(server, answer);
    }

    static FakeXServer at(SocketAddress address, byte[] answer) throws IOException {
        return new FakeXServer(ServerSocketChannel.open().bind(address), answer);
    }

    static byte[] success() {
        return answer(1, 0, new byte[4000]);
    }

    static byte[] failure(String reason) {
        byte[] text = reason.getBytes(StandardCharsets.ISO_8859_1);
        return answer(0, text.length, Arrays.copyOf(text, (text.length + 3) / 4 * 4));
    }

    static byte[] authenticate(String reason) {
        byte[] text = reason.getBytes(StandardCharsets.ISO_8859_1);
        return answer(2, 0, Arrays.copyOf(text, (text.length + 3) / 4 * 4));
    }

    private static byte[] answer(int status, int reasonLength, byte[] more) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + more.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) status).put((byte) reasonLength).putShort((short) 11).putShort((short) 0);
        bytes.putShort((short) (more.length / 4)).put(more);
        return bytes.array();
    }

    /** From now on closes a connection where it would answer. */
    void hangUp() {
        hangsUp = true;
    }

    void dropClients() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                clients.add(client);
                requests.add(request(client));
                client.write(ByteBuffer.wrap(answer));
                if (hangsUp) {
                    client.close();
                }
            }
        } catch (IOException e) {
            // Closed by the test.
        }
    }

    private static byte[] request(SocketChannel client) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        readFully(client, head);
        int more = (head.getShort(6) + 3) / 4 * 4 + (head.getShort(8) + 3) / 4 * 4;
        ByteBuffer whole = ByteBuffer.allocate(12 + more).put(head.flip());
        readFully(client, whole);
        return whole.array();
    }

    private static void readFully(SocketChannel client, ByteBuffer into) throws IOException {
        while (into.hasRemaining() && client.read(into) >= 0) {
            // Until it is full or the client is gone.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        dropClients();
    }
}
