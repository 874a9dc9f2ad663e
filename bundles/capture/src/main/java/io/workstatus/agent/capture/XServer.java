package io.workstatus.agent.capture;

import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The X server that {@code DISPLAY} names. */
final class XServer implements DisplayServer {

    /**
     * Where an X server is found on this machine.
     *
     * @param sockets folder of the servers' sockets
     * @param hostName file that holds this machine's name
     * @param home of the user, for the cookies
     * @param limit for connecting, and again for the answer
     */
    record Places(Path sockets, Path hostName, Path home, Duration limit) {

        static final Places USUAL = new Places(
                Path.of("/tmp/.X11-unix"),
                Path.of("/proc/sys/kernel/hostname"),
                Path.of(System.getProperty("user.home", "/")),
                Duration.ofSeconds(1));
    }

    private final Map<String, String> environment;
    private final JavaDesktop java;
    private final Places places;
    private final TimeSource time;

    XServer(Map<String, String> environment, JavaDesktop java, Places places, TimeSource time) {
        this.environment = environment;
        this.java = java;
        this.places = places;
        this.time = time;
    }

    @Override
    public Connection connect() throws NoDisplayException {
        String text = environment.getOrDefault("DISPLAY", "");
        if (text.isBlank()) {
            throw new NoDisplayException(whyNotSet());
        }
        DisplayName name = DisplayName.parse(text);
        java.check();
        try {
            SocketAddress address = address(name);
            return XConnection.open(address, cookie(name, address), places.limit(), time);
        } catch (XConnection.RefusedException e) {
            throw problem(name, "it refused: " + PlainLine.of(String.valueOf(e.getMessage())));
        } catch (SocketTimeoutException e) {
            throw problem(name, "it did not answer within " + places.limit().toMillis() + " ms");
        } catch (UnknownHostException e) {
            throw problem(name, "the host " + PlainLine.of(name.host()) + " is not known");
        } catch (ConnectException e) {
            throw problem(name, "connection refused");
        } catch (IOException e) {
            throw problem(name, PlainLine.of(String.valueOf(e.getMessage())));
        }
    }

    private String whyNotSet() {
        return environment.containsKey("WAYLAND_DISPLAY")
                ? "no display: this is a Wayland session without an X server, and DISPLAY is not set; sign in to an X session"
                : "no display: DISPLAY is not set";
    }

    private static NoDisplayException problem(DisplayName name, String why) {
        return new NoDisplayException("no display at " + PlainLine.of(name.text()) + ": " + why);
    }

    private SocketAddress address(DisplayName name) throws UnknownHostException {
        if (!name.isLocal()) {
            return new InetSocketAddress(InetAddress.getByName(name.host()), name.port());
        }
        Path socket = places.sockets().resolve("X" + name.number());
        return Files.exists(socket)
                ? UnixDomainSocketAddress.of(socket)
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), name.port());
    }

    /** As libxcb looks for it: whatever is on this machine goes by the machine's name. */
    private Optional<byte[]> cookie(DisplayName name, SocketAddress server) {
        Xauthority cookies = Xauthority.read(authorityFile());
        if (server instanceof InetSocketAddress tcp && !tcp.getAddress().isLoopbackAddress()) {
            byte[] address = tcp.getAddress().getAddress();
            int family = address.length == 4 ? Xauthority.FAMILY_INTERNET : Xauthority.FAMILY_INTERNET_6;
            return cookies.cookie(family, address, name.number());
        }
        return cookies.cookie(Xauthority.FAMILY_LOCAL, hostName(), name.number());
    }

    private Path authorityFile() {
        String file = environment.getOrDefault("XAUTHORITY", "");
        return file.isEmpty() ? places.home().resolve(".Xauthority") : Path.of(file);
    }

    private byte[] hostName() {
        try {
            return Files.readString(places.hostName()).strip().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
