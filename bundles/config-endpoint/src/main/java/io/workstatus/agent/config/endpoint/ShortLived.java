package io.workstatus.agent.config.endpoint;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends each connection some time after it was opened. An agent asks once and is answered at once; a time-out for silence
 * alone would let somebody who sends a byte now and then keep a connection for ever.
 */
final class ShortLived implements Connection.Listener {

    private final Scheduler scheduler;
    private final long seconds;
    private final Map<Connection, Scheduler.Task> ends = new ConcurrentHashMap<>();

    ShortLived(Scheduler scheduler, long seconds) {
        this.scheduler = scheduler;
        this.seconds = seconds;
    }

    @Override
    public void onOpened(Connection connection) {
        ends.put(connection, scheduler.schedule(() -> connection.getEndPoint().close(), seconds, TimeUnit.SECONDS));
    }

    @Override
    public void onClosed(Connection connection) {
        Scheduler.Task end = ends.remove(connection);
        if (end != null) {
            end.cancel();
        }
    }
}
