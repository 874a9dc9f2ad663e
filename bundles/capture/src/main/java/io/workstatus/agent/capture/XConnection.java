package io.workstatus.agent.capture;

import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection to an X server that says hello and nothing more: connection set-up after the X Window System Protocol, version
 * 11, chapter 8. It is kept, because a server that loses its last client resets itself, and because its end is the end of the
 * display.
 */
final class XConnection implements DisplayServer.Connection {

    /** The server said no, and why. */
    static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    private static final byte LITTLE_ENDIAN_FOLLOWS = 'l';
    private static final short PROTOCOL_MAJOR = 11;
    private static final short PROTOCOL_MINOR = 0;
    private static final byte FAILED = 0;
    private static final byte SUCCESS = 1;
    private static final byte AUTHENTICATE = 2;
    private static final int HEAD_LENGTH = 8;

    private final SocketChannel channel;
    private final Selector selector;
    private final TimeSource time;
    private final ByteBuffer scratch = ByteBuffer.allocate(4096);

    private XConnection(SocketChannel channel, Selector selector, TimeSource time) {
        this.channel = channel;
        this.selector = selector;
        this.time = time;
    }

    /**
     * Connects, each step within the limit.
     *
     * @throws RefusedException if the server does not let this client in
     * @throws SocketTimeoutException if it does not answer in time
     */
    static XConnection open(SocketAddress address, Optional<byte[]> cookie, Duration limit, TimeSource time)
            throws IOException {
        SocketChannel channel = address instanceof InetSocketAddress
                ? SocketChannel.open()
                : SocketChannel.open(StandardProtocolFamily.UNIX);
        XConnection connection;
        try {
            connection = new XConnection(channel, Selector.open(), time);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        try {
            connection.connect(address, limit);
            connection.setUp(cookie, limit);
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public boolean isAlive() {
        try {
            int read;
            do {
                scratch.clear();
                read = channel.read(scratch);
            } while (read > 0);
            return read == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try (selector) {
            channel.close();
        } catch (IOException e) {
            // It is as closed as it will get.
        }
    }

    private void connect(SocketAddress address, Duration limit) throws IOException {
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, 0);
        if (!channel.connect(address)) {
            await(key, SelectionKey.OP_CONNECT, time.nanoTime() + limit.toNanos());
            channel.finishConnect();
        }
    }

    private void setUp(Optional<byte[]> cookie, Duration limit) throws IOException {
        long deadline = time.nanoTime() + limit.toNanos();
        ByteBuffer request = request(cookie);
        while (request.hasRemaining()) {
            if (channel.write(request) == 0) {
                await(channel.keyFor(selector), SelectionKey.OP_WRITE, deadline);
            }
        }
        ByteBuffer head = read(HEAD_LENGTH, deadline);
        byte answer = head.get(0);
        int reasonLength = Byte.toUnsignedInt(head.get(1));
        int moreLength = Short.toUnsignedInt(head.getShort(6)) * 4;
        switch (answer) {
            case SUCCESS -> {}
            case FAILED -> throw new RefusedException(text(read(moreLength, deadline), reasonLength));
            case AUTHENTICATE -> throw new RefusedException(text(read(moreLength, deadline), moreLength));
            default -> throw new RefusedException("what answers there is no X server");
        }
    }

    private static ByteBuffer request(Optional<byte[]> cookie) {
        byte[] name = cookie.isPresent() ? Xauthority.MAGIC_COOKIE.getBytes(StandardCharsets.US_ASCII) : new byte[0];
        byte[] data = cookie.orElse(new byte[0]);
        ByteBuffer request = ByteBuffer.allocate(12 + padded(name.length) + padded(data.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        request.put(LITTLE_ENDIAN_FOLLOWS).put((byte) 0);
        request.putShort(PROTOCOL_MAJOR).putShort(PROTOCOL_MINOR);
        request.putShort((short) name.length).putShort((short) data.length);
        request.putShort((short) 0);
        request.put(name).position(12 + padded(name.length));
        request.put(data).position(request.limit());
        return request.flip();
    }

    private ByteBuffer read(int length, long deadline) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            int read = channel.read(bytes);
            if (read < 0) {
                throw new RefusedException("it closed the connection");
            }
            if (read == 0) {
                await(channel.keyFor(selector), SelectionKey.OP_READ, deadline);
            }
        }
        return bytes.flip();
    }

    private void await(SelectionKey key, int operation, long deadline) throws IOException {
        key.interestOps(operation);
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - time.nanoTime());
        if (millis <= 0 || selector.select(millis) == 0) {
            throw new SocketTimeoutException();
        }
        selector.selectedKeys().clear();
    }

    private static String text(ByteBuffer bytes, int length) {
        byte[] text = new byte[Math.min(length, bytes.remaining())];
        bytes.get(text);
        return new String(text, StandardCharsets.ISO_8859_1).replace("\0", "");
    }

    private static int padded(int length) {
        return (length + 3) / 4 * 4;
    }
}
