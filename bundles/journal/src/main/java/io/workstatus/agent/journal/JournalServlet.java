package io.workstatus.agent.journal;

import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.clock.TimeSource;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code GET /api/v1/journal}: the records as they stand in the files, newest first. */
@Component(name = "io.workstatus.agent.journal.api", service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/journal")
public final class JournalServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Duration DEFAULT_SPAN = Duration.ofHours(24);
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 10_000;

    private final transient FileJournal journal;
    private final transient TimeSource time;

    @Activate
    public JournalServlet(@Reference FileJournal journal, @Reference TimeSource time) {
        this.journal = journal;
        this.time = time;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Query query;
        try {
            awaitWritten();
            query = query(request);
        } catch (DateTimeParseException e) {
            response.sendError(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "from and to are times as 2026-11-22T08:15:00.000Z, not " + e.getParsedString());
            return;
        } catch (NumberFormatException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "limit is a whole number from 1 to " + MOST);
            return;
        }
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        write(query, response.getOutputStream());
    }

    private void write(Query query, ServletOutputStream out) throws IOException {
        String[] before = {"["};
        new SegmentReader(journal.folder()).read(query, found -> {
            out.print(before[0]);
            out.write(found.line());
            before[0] = ",\n";
        });
        out.print(before[0].equals("[") ? "[]" : "]");
    }

    private Query query(HttpServletRequest request) {
        Instant now = time.now();
        // What happened in this very millisecond is past already.
        Instant to = time(request.getParameter("to"), now.plusMillis(1));
        Instant from = time(request.getParameter("from"), now.minus(DEFAULT_SPAN));
        String type = request.getParameter("type");
        Optional<String> reader =
                request.isUserInRole(SignedIn.ADMIN) ? Optional.empty() : Optional.ofNullable(request.getRemoteUser());
        return new Query(from, to, type, limit(request.getParameter("limit")), reader);
    }

    private void awaitWritten() throws InterruptedIOException {
        try {
            journal.awaitWritten();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while records were on their way");
        }
    }

    private static Instant time(@Nullable String text, Instant otherwise) {
        return text == null ? otherwise : Instant.parse(text);
    }

    private static int limit(@Nullable String text) {
        int limit = text == null ? DEFAULT_LIMIT : Integer.parseInt(text);
        if (limit < 1 || limit > MOST) {
            throw new NumberFormatException();
        }
        return limit;
    }
}
