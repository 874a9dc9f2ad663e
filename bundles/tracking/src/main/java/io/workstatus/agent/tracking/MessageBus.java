package io.workstatus.agent.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.messages.MethodCall;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A D-Bus that may be there or not: connected to when somebody looks, and again after it went. Only buses with a socket in
 * the file system are found, as the desktops of today have them. Of one thread alone.
 */
final class MessageBus {

    private static final Logger LOG = LoggerFactory.getLogger(MessageBus.class);
    private static final int ANSWER_MILLIS = 2_000;
    private static final String PATH = "unix:path=";

    private final String address;
    private @Nullable DBusConnection connection;

    private MessageBus(String address) {
        this.address = address;
    }

    /** The one of the machine, on which logind is. */
    static MessageBus system(Map<String, String> environment) {
        return new MessageBus(
                environment.getOrDefault("DBUS_SYSTEM_BUS_ADDRESS", PATH + "/run/dbus/system_bus_socket"));
    }

    /** The one of the user's desktop. */
    static MessageBus session(Map<String, String> environment) {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "/nonexistent");
        return new MessageBus(environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", PATH + runtime + "/bus"));
    }

    /** The connection that there is; empty if there is none, or it is lost. */
    Optional<DBusConnection> connected() {
        DBusConnection current = connection;
        return current != null && current.isConnected() ? Optional.of(current) : Optional.empty();
    }

    /** A new connection where there is none and there can be one. */
    Optional<DBusConnection> reconnected() {
        if (connected().isPresent() || !isThere()) {
            return Optional.empty();
        }
        close();
        try {
            MethodCall.setDefaultTimeout(ANSWER_MILLIS);
            DBusConnection made = DBusConnectionBuilder.forAddress(address)
                    .withShared(false)
                    .receivingThreadConfig()
                    .withSignalThreadCount(1)
                    .withErrorHandlerThreadCount(1)
                    .withMethodCallThreadCount(1)
                    .withMethodReturnThreadCount(1)
                    .connectionConfig()
                    .transportConfig()
                    .withTimeout(ANSWER_MILLIS)
                    .configureSasl()
                    .withSaslUid(uid())
                    .back()
                    .back()
                    .build();
            connection = made;
            return Optional.of(made);
        } catch (DBusException | DBusExecutionException | IOException e) {
            LOG.debug("{} cannot be used: {}", address, e.toString());
            return Optional.empty();
        }
    }

    void close() {
        DBusConnection last = connection;
        connection = null;
        if (last != null) {
            last.disconnect();
        }
    }

    /** The user that this process runs as. */
    static long uid() throws IOException {
        return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    }

    private boolean isThere() {
        int comma = address.indexOf(',');
        String first = comma < 0 ? address : address.substring(0, comma);
        return first.startsWith(PATH) && Files.exists(Path.of(first.substring(PATH.length())));
    }
}
