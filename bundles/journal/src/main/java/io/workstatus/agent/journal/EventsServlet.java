package io.workstatus.agent.journal;

import io.workstatus.agent.api.clock.TimeSource;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code GET /api/v1/events}: the records as they happen, as Server-Sent Events. With {@code Last-Event-ID} it goes on
 * behind that record, whatever happened in between.
 */
@Component(name = "io.workstatus.agent.journal.events", service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/events")
@HttpWhiteboardServletAsyncSupported
public final class EventsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int MOST_CLIENTS = 256;

    private final transient FileJournal journal;
    private final transient TimeSource time;
    private final transient Followers followers;

    @Activate
    public EventsServlet(@Reference FileJournal journal, @Reference TimeSource time) {
        this.journal = journal;
        this.time = time;
        this.followers = new Followers(MOST_CLIENTS, journal::newest);
    }

    @Activate
    void open() {
        followers.open();
    }

    @Deactivate
    void close() {
        followers.close();
    }

    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
        putHeaders(response);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (followers.isFull()) {
            response.setHeader("Retry-After", "10");
            response.sendError(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "No more than " + MOST_CLIENTS + " can follow at a time.");
            return;
        }
        SegmentCursor cursor;
        try {
            String last = request.getHeader("Last-Event-ID");
            cursor = last == null || last.isEmpty()
                    ? SegmentCursor.atEnd(journal.folder())
                    : SegmentCursor.after(journal.folder(), Long.parseLong(last));
        } catch (NumberFormatException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "Last-Event-ID is the number of a record.");
            return;
        }
        follow(request, response, cursor);
    }

    private void follow(HttpServletRequest request, HttpServletResponse response, SegmentCursor cursor)
            throws IOException {
        Optional<String> reader = Query.reader(request);
        putHeaders(response);
        ServletOutputStream out = response.getOutputStream();
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        Follower follower = new Follower(context, out, cursor, reader, time);
        out.setWriteListener(follower);
        if (!followers.add(follower)) {
            follower.close();
        }
    }

    private static void putHeaders(HttpServletResponse response) {
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        // What ends is the connection: nobody waits on it for a request that does not come.
        response.setHeader("Connection", "close");
    }
}
