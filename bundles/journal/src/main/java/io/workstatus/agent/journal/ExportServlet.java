package io.workstatus.agent.journal;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.export.ExportQuery;
import io.workstatus.agent.api.export.ExportSource;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code GET /api/v1/export}: the journal as a download, newest record first, what others give as an {@link ExportSource},
 * and all of it together as a ZIP.
 */
@Component(name = "io.workstatus.agent.journal.export", service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/export")
public final class ExportServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String JOURNAL = "journal";
    private static final String ALL = "all";

    private final transient FileJournal journal;
    private final transient TimeSource time;
    private final transient Exporters exporters;
    private final transient List<ExportSource> sources = new CopyOnWriteArrayList<>();

    @Activate
    public ExportServlet(BundleContext context, @Reference FileJournal journal, @Reference TimeSource time) {
        this.journal = journal;
        this.time = time;
        this.exporters = new Exporters(context);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSource(ExportSource source) {
        sources.add(source);
    }

    void removeSource(ExportSource source) {
        sources.remove(source);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String what = request.getParameter("what");
        if (ALL.equals(what)) {
            everything(request, response);
            return;
        }
        Optional<ExportSource> source =
                sources.stream().filter(any -> any.what().equals(what)).findFirst();
        if (source.isEmpty() && !JOURNAL.equals(what)) {
            refuse(what, response);
            return;
        }
        Optional<ExportFormat> format = ExportFormat.named(request.getParameter("format"));
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
        if (source.isPresent()) {
            write(source.get(), query, format.get(), request, response);
        } else {
            write(query, format.get(), response);
        }
        tell(what, request);
    }

    /** Whoever the data is of can read who took a copy of it. */
    private void tell(String what, HttpServletRequest request) {
        journal.append(
                "data.exported",
                Map.of(
                        "by",
                        String.valueOf(request.getRemoteUser()),
                        "what",
                        what,
                        "whose",
                        Query.reader(request).isPresent() ? "own" : "everybody's"));
    }

    private void everything(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String format = request.getParameter("format");
        if (format != null && !format.equals("zip")) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "All of it together comes as zip.");
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
        response.setContentType("application/zip");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Disposition", "attachment; filename=\"workstatus.zip\"");
        SortedMap<String, String> missing = exporters.all();
        sources.forEach(source -> missing.remove(source.what()));
        // Left open when something fails half-way: a ZIP without its end is seen to be none.
        WholeExport whole = new WholeExport(response.getOutputStream(), query, time.now());
        whole.journal(new SegmentReader(journal.folder()));
        for (ExportSource source : sources.stream()
                .sorted(Comparator.comparing(ExportSource::what))
                .toList()) {
            whole.source(source);
        }
        whole.end(missing);
        tell(ALL, request);
    }

    private void refuse(@Nullable String what, HttpServletResponse response) throws IOException {
        Optional<String> missing = exporters.missing(what);
        if (missing.isPresent()) {
            response.sendError(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The capability '" + missing.get() + "' is not there.");
        } else {
            String known = sources.stream().map(ExportSource::what).sorted().collect(Collectors.joining(", "));
            response.sendError(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "what is " + (known.isEmpty() ? "" : known + ", ") + JOURNAL + " or " + ALL + ".");
        }
    }

    private static void write(
            ExportSource source,
            Query query,
            ExportFormat format,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Map<String, String> parameters = request.getParameterMap().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, parameter -> parameter.getValue()[0]));
        ExportQuery asked = new ExportQuery(query.from(), query.to(), query.reader(), parameters);
        List<String> columns = source.columns();
        Download download = new Download(response, source.what(), columns, format);
        try {
            source.write(asked, values -> format.write(columns, values, download.out()));
            download.out();
        } catch (IllegalArgumentException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
        }
    }

    private void write(Query query, ExportFormat format, HttpServletResponse response) throws IOException {
        ServletOutputStream out = new Download(response, JOURNAL, ExportFormat.COLUMNS, format).out();
        new SegmentReader(journal.folder()).read(query, found -> format.write(found, out));
    }

    /** An answer that begins when the first row comes, so that until then it can still be an error. */
    private static final class Download {

        private final HttpServletResponse response;
        private final String what;
        private final List<String> columns;
        private final ExportFormat format;
        private @Nullable ServletOutputStream begun;

        Download(HttpServletResponse response, String what, List<String> columns, ExportFormat format) {
            this.response = response;
            this.what = what;
            this.columns = columns;
            this.format = format;
        }

        ServletOutputStream out() throws IOException {
            ServletOutputStream out = begun;
            if (out == null) {
                response.setContentType(format.mediaType());
                response.setHeader("Cache-Control", "no-store");
                response.setHeader(
                        "Content-Disposition",
                        "attachment; filename=\"workstatus-" + what + "." + format.extension() + "\"");
                out = response.getOutputStream();
                begun = out;
                format.begin(columns, out);
            }
            return out;
        }
    }
}
