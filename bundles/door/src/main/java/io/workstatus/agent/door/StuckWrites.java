package io.workstatus.agent.door;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;

/**
 * Closes connections whose other end takes nothing of what is being written. Before the server's own idle time is over:
 * that ends the request and leaves the write, and the response's end then meets the write that is still under way.
 */
final class StuckWrites implements Connection.Listener {

    /** How long the other end may take nothing. */
    static final Duration LONGEST = Duration.ofSeconds(20);

    private final LongSupplier nanoTime;

    /** How much a connection had brought out, and since when it has been no more. */
    private final Map<Connection, Since> open = new ConcurrentHashMap<>();

    StuckWrites(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Since(long bytes, long begun, boolean isWriting) {}

    @Override
    public void onOpened(Connection connection) {
        open.put(connection, new Since(0, nanoTime.getAsLong(), false));
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    /** Closes what took too long; called now and then. */
    void look() {
        long now = nanoTime.getAsLong();
        open.replaceAll((connection, before) -> {
            boolean isWriting = connection.getEndPoint() instanceof AbstractEndPoint end
                    && end.getWriteFlusher().isPending();
            long bytes = connection.getBytesOut();
            return isWriting && before.isWriting() && before.bytes() == bytes
                    ? before
                    : new Since(bytes, now, isWriting);
        });
        open.forEach((connection, since) -> {
            if (since.isWriting() && now - since.begun() >= LONGEST.toNanos()) {
                connection.getEndPoint().close();
            }
        });
    }
}
