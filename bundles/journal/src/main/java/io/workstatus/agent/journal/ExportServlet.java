package io.workstatus.agent.journal;

import io.workstatus.agent.api.clock.TimeSource;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code GET /api/v1/export}: the journal as a download, newest record first. Other capabilities export what is theirs from
 * a filter before this servlet; what no filter took is not there.
 */
@Component(name = "io.workstatus.agent.journal.export", service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/export")
public final class ExportServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient FileJournal journal;
    private final transient TimeSource time;

    @Activate
    public ExportServlet(@Reference FileJournal journal, @Reference TimeSource time) {
        this.journal = journal;
        this.time = time;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<ExportFormat> format = ExportFormat.named(request.getParameter("format"));
        if (!isJournal(request.getParameter("what"), response)) {
            return;
        }
        if (format.isEmpty()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "format is csv or ndjson.");
            return;
        }
        Query query;
        try {
            journal.awaitWritten();
            query = Query.of(request, Integer.MAX_VALUE, time.now());
        } catch (DateTimeParseException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, Query.timesExplained(e));
            return;
        }
        write(query, format.get(), response);
    }

    private static boolean isJournal(@Nullable String what, HttpServletResponse response) throws IOException {
        if ("journal".equals(what)) {
            return true;
        }
        if ("activity".equals(what)) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The capability 'activity' is not there.");
        } else {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "what is activity or journal.");
        }
        return false;
    }

    private void write(Query query, ExportFormat format, HttpServletResponse response) throws IOException {
        response.setContentType(format.mediaType());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader(
                "Content-Disposition", "attachment; filename=\"workstatus-journal." + format.extension() + "\"");
        ServletOutputStream out = response.getOutputStream();
        format.begin(out);
        new SegmentReader(journal.folder()).read(query, found -> format.write(found, out));
    }
}
