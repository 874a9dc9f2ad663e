package io.workstatus.agent.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A display whose clients talk to another one through here, so that what they ask of it is seen: every request for an image
 * and every subscription to input, after the X11 protocol and those of its extensions.
 */
final class XWire implements AutoCloseable {

    /** Core requests that read the screen, or a window's content somewhere where it can be read. */
    private static final Map<Integer, String> IMAGES = Map.of(62, "CopyArea", 63, "CopyPlane", 73, "GetImage");

    /** Core requests that read keyboard or pointer, or have them told. */
    private static final Map<Integer, String> INPUT = Map.of(
            26, "GrabPointer",
            28, "GrabButton",
            31, "GrabKeyboard",
            33, "GrabKey",
            38, "QueryPointer",
            39, "GetMotionEvents",
            44, "QueryKeymap");

    /** The same of extensions, by the number within the extension. */
    private static final Map<String, Map<Integer, String>> EXTENSIONS = Map.of(
            "MIT-SHM", Map.of(4, "ShmGetImage"),
            "Composite", Map.of(1, "RedirectWindow", 2, "RedirectSubwindows", 6, "NameWindowPixmap"),
            "RECORD", Map.of(1, "RecordCreateContext", 2, "RecordRegisterClients", 5, "RecordEnableContext"),
            "XInputExtension",
                    Map.of(
                            6, "SelectExtensionEvent",
                            13, "GrabDevice",
                            30, "QueryDeviceState",
                            40, "XIQueryPointer",
                            46, "XISelectEvents",
                            51, "XIGrabDevice"));

    private static final int CREATE_WINDOW = 1;
    private static final int CHANGE_WINDOW_ATTRIBUTES = 2;
    private static final int QUERY_EXTENSION = 98;
    private static final int EVENT_MASK = 1 << 11;
    /** Keys, buttons, and every kind of motion; not entering and leaving a window, which a window of one's own is told. */
    private static final int INPUT_EVENTS = 0x7fcf;

    private final Path target;
    private final Path socket;
    private final int number;
    private final ServerSocketChannel listener;
    private final Set<SocketChannel> channels = ConcurrentHashMap.newKeySet();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<ByteArrayOutputStream> said = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private final AtomicInteger subscriptions = new AtomicInteger();

    private XWire(int target, int number) throws IOException {
        this.target = socket(target);
        this.number = number;
        this.socket = socket(number);
        this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** In front of a screen, under the first number that is free. */
    static XWire before(XScreen screen) throws IOException {
        IOException last = null;
        for (int number = 500; number < 600; number++) {
            try {
                XWire wire = new XWire(screen.number(), number);
                daemon(wire::accept);
                return wire;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("no display number is free", last);
    }

    String display() {
        return ":" + number;
    }

    /** Every request for an image or for input so far. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    /** How many recordings of input the server has been asked for and not asked to end. */
    int subscriptions() {
        return subscriptions.get();
    }

    /** What clients have said, byte for byte, one array a connection. */
    List<byte[]> said() {
        return said.stream().map(ByteArrayOutputStream::toByteArray).toList();
    }

    /** The events of keyboard and mouse that clients were told of by the extension RECORD, one behind the other. */
    byte[] input() {
        return input.toByteArray();
    }

    private static Path socket(int number) {
        return Path.of("/tmp/.X11-unix/X" + number);
    }

    private void accept() throws IOException {
        while (true) {
            SocketChannel client = listener.accept();
            SocketChannel server = SocketChannel.open(StandardProtocolFamily.UNIX);
            channels.add(client);
            channels.add(server);
            server.connect(UnixDomainSocketAddress.of(target));
            Connection connection = new Connection(client, server);
            daemon(connection::requests);
            daemon(connection::answers);
        }
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
                "x-wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel channel : channels) {
            channel.close();
        }
        Files.deleteIfExists(socket);
    }

    /** One client's. What is passed on is what came, byte for byte. */
    private final class Connection {

        private final SocketChannel client;
        private final SocketChannel server;
        private final Map<Integer, String> extensions = new ConcurrentHashMap<>();
        private final Map<Integer, String> asked = new ConcurrentHashMap<>();
        private volatile ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        private final AtomicInteger open = new AtomicInteger();
        private final ByteArrayOutputStream requests = new ByteArrayOutputStream();

        Connection(SocketChannel client, SocketChannel server) {
            this.client = client;
            this.server = server;
            said.add(requests);
        }

        void requests() throws IOException {
            try (client;
                    server) {
                ByteBuffer setup = read(client, 12);
                order = setup.get(0) == 'B' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
                setup.order(order);
                int authorization = padded(setup.getShort(6)) + padded(setup.getShort(8));
                say(setup);
                say(read(client, authorization));
                for (int sequence = 1; ; sequence++) {
                    ByteBuffer head = read(client, 4);
                    int units = Short.toUnsignedInt(head.getShort(2));
                    ByteBuffer longer = ByteBuffer.allocate(0);
                    int rest = 4 * units - 4;
                    if (units == 0) {
                        longer = read(client, 4);
                        rest = 4 * longer.getInt(0) - 8;
                    }
                    ByteBuffer body = read(client, rest);
                    look(sequence, head, body);
                    say(head);
                    say(longer);
                    say(body);
                }
            } finally {
                subscriptions.addAndGet(-open.getAndSet(0));
            }
        }

        void answers() throws IOException {
            try (client;
                    server) {
                ByteBuffer setup = read(server, 8);
                write(client, setup);
                write(client, read(server, 4 * Short.toUnsignedInt(setup.getShort(6))));
                while (true) {
                    ByteBuffer head = read(server, 32);
                    int kind = head.get(0) & 0x7f;
                    int rest = kind == 1 || kind == 35 ? 4 * head.getInt(4) : 0;
                    if (kind == 1) {
                        String extension = asked.remove(Short.toUnsignedInt(head.getShort(2)));
                        if (extension != null && head.get(8) != 0) {
                            extensions.put(Byte.toUnsignedInt(head.get(9)), extension);
                        }
                    }
                    // Large images come in pieces: nobody needs all of one at once.
                    write(client, head);
                    while (rest > 0) {
                        ByteBuffer piece = read(server, Math.min(rest, 1 << 16));
                        rest -= piece.capacity();
                        if (open.get() > 0) {
                            write(Channels.newChannel(input), piece);
                        }
                        write(client, piece);
                    }
                }
            }
        }

        private void say(ByteBuffer bytes) throws IOException {
            write(Channels.newChannel(requests), bytes);
            write(server, bytes);
        }

        private void look(int sequence, ByteBuffer head, ByteBuffer body) {
            int opcode = Byte.toUnsignedInt(head.get(0));
            int minor = Byte.toUnsignedInt(head.get(1));
            if (opcode == QUERY_EXTENSION) {
                byte[] name = new byte[Short.toUnsignedInt(body.getShort(0))];
                body.get(4, name);
                asked.put(sequence & 0xffff, new String(name, StandardCharsets.US_ASCII));
            } else if (opcode == CREATE_WINDOW) {
                lookAtEvents("CreateWindow", body, 24);
            } else if (opcode == CHANGE_WINDOW_ATTRIBUTES) {
                lookAtEvents("ChangeWindowAttributes", body, 4);
            } else if (opcode < 128) {
                note(IMAGES.get(opcode));
                note(INPUT.get(opcode));
            } else {
                String extension = extensions.getOrDefault(opcode, "");
                note(EXTENSIONS.getOrDefault(extension, Map.of()).get(minor));
                if (extension.equals("RECORD") && minor == 5) {
                    open.incrementAndGet();
                    subscriptions.incrementAndGet();
                }
            }
        }

        private void lookAtEvents(String name, ByteBuffer body, int at) {
            int mask = body.getInt(at);
            if ((mask & EVENT_MASK) != 0) {
                int events = body.getInt(at + 4 + 4 * Integer.bitCount(mask & (EVENT_MASK - 1)));
                if ((events & INPUT_EVENTS) != 0) {
                    note("%s for events %x".formatted(name, events));
                }
            }
        }

        /** @param request null for one that says nothing of images or input */
        private void note(String request) {
            if (request != null) {
                seen.add(request);
            }
        }

        private ByteBuffer read(SocketChannel from, int length) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(length).order(order);
            while (bytes.hasRemaining()) {
                if (from.read(bytes) < 0) {
                    throw new IOException("the connection has ended");
                }
            }
            return bytes.flip();
        }

        private static void write(WritableByteChannel to, ByteBuffer bytes) throws IOException {
            ByteBuffer all = bytes.duplicate().rewind();
            while (all.hasRemaining()) {
                to.write(all);
            }
        }

        private static int padded(int length) {
            return (Short.toUnsignedInt((short) length) + 3) / 4 * 4;
        }
    }
}
