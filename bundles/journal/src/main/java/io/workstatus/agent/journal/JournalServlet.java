package io.workstatus.agent.journal;

import io.workstatus.agent.api.clock.TimeSource;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.format.DateTimeParseException;
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
            journal.awaitWritten();
            query = Query.of(request, limit(request.getParameter("limit")), time.now());
        } catch (DateTimeParseException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, Query.timesExplained(e));
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

    private static int limit(@Nullable String text) {
        int limit = text == null ? DEFAULT_LIMIT : Integer.parseInt(text);
        if (limit < 1 || limit > MOST) {
            throw new NumberFormatException();
        }
        return limit;
    }
}
