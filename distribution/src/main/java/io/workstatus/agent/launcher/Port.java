package io.workstatus.agent.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.OptionalInt;

/** Which TCP port to listen on. */
final class Port {

    /** The port of the program that this one replaces. */
    static final int DEFAULT = 5000;

    private static final int LOWEST = 20_000;

    /** Linux gives connections the ports from here on, other systems higher ones. */
    private static final int FIRST_OF_OUTGOING = 32_768;

    private static final int TRIES = 20;

    private Port() {}

    /**
     * A port that was free a moment ago.
     *
     * @param wanted decimal; empty for the default, 0 for any that is free
     */
    static int choose(String wanted) throws LaunchException {
        int port = parse(wanted);
        if (port == 0) {
            OptionalInt apart = anyApartFromOutgoing();
            if (apart.isPresent()) {
                return apart.getAsInt();
            }
        }
        try {
            return bound(port);
        } catch (IOException e) {
            throw new LaunchException(
                    ExitCode.PORT_TAKEN,
                    "port " + port + " cannot be used (" + e.getMessage()
                            + "): end what listens there, or name another port in WORKSTATUS_PORT (0 takes a free one)");
        }
    }

    /** Until the server is up, a connection to somewhere may be given any port of those that systems keep for connections. */
    private static OptionalInt anyApartFromOutgoing() {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < TRIES; i++) {
            try {
                return OptionalInt.of(bound(random.nextInt(LOWEST, FIRST_OF_OUTGOING)));
            } catch (IOException e) {
                // taken: the next one, then
            }
        }
        return OptionalInt.empty();
    }

    private static int bound(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            // As the server does it: a port that is merely in TIME_WAIT after a restart is not taken.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return socket.getLocalPort();
        }
    }

    private static int parse(String wanted) throws LaunchException {
        if (wanted.isBlank()) {
            return DEFAULT;
        }
        try {
            int port = Integer.parseInt(wanted.strip());
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new LaunchException(
                ExitCode.WRONG_USE, "WORKSTATUS_PORT is '" + wanted + "': it takes a number from 0 to 65535");
    }
}
