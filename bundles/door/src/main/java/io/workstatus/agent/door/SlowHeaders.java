package io.workstatus.agent.door;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Closes connections whose request does not get beyond its headers: the server waits as long as a byte comes now and then,
 * and somebody who sends them so slowly would keep a connection for ever.
 */
final class SlowHeaders implements Connection.Listener {

    /** From the first byte of a request to the last of its headers. */
    static final Duration LONGEST = Duration.ofSeconds(15);

    private final LongSupplier nanoTime;

    /** How many requests a connection had brought, and since when its next one has not got beyond its headers. */
    private final Map<HttpConnection, Since> open = new ConcurrentHashMap<>();

    SlowHeaders(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Since(long requests, long begun, boolean inHeaders) {}

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http) {
            open.put(http, new Since(0, nanoTime.getAsLong(), false));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof HttpConnection http) {
            open.remove(http);
        }
    }

    /** Closes what took too long; called now and then. */
    void look() {
        long now = nanoTime.getAsLong();
        open.replaceAll((connection, before) -> {
            HttpParser parser = connection.getParser();
            boolean inHeaders = parser.inHeaderState() && !parser.isState(HttpParser.State.START);
            long requests = connection.getMessagesIn();
            return inHeaders && before.inHeaders() && before.requests() == requests
                    ? before
                    : new Since(requests, now, inHeaders);
        });
        open.forEach((connection, since) -> {
            if (since.inHeaders() && now - since.begun() >= LONGEST.toNanos()) {
                connection.getEndPoint().close();
            }
        });
    }
}
