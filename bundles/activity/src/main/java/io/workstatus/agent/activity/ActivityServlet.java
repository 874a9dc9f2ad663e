package io.workstatus.agent.activity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.clock.TimeSource;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code GET /api/v1/activity}: sums of samples. A member sees their own, an admin all. */
@Component(name = "io.workstatus.agent.activity.api", service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/activity")
public final class ActivityServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final JsonFactory JSON = new JsonFactory();

    private final transient SampleFolder folder;
    private final transient TimeSource time;

    @Activate
    public ActivityServlet(@Reference Samples samples, @Reference TimeSource time) {
        this(samples.folder(), time);
    }

    ActivityServlet(SampleFolder folder, TimeSource time) {
        this.folder = folder;
        this.time = time;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> reader = request.isUserInRole(SignedIn.ADMIN)
                ? Optional.empty()
                : Optional.of(String.valueOf(request.getRemoteUser()));
        List<Buckets.Row> rows;
        try {
            rows = Buckets.of(folder, ActivityQuery.of(request::getParameter, time.now(), reader));
        } catch (IllegalArgumentException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            return;
        }
        response.setContentType("application/json;charset=utf-8");
        response.setHeader("Cache-Control", "private, no-store");
        try (JsonGenerator json = JSON.createGenerator(response.getOutputStream())) {
            json.writeStartArray();
            for (Buckets.Row row : rows) {
                write(row, json);
            }
            json.writeEndArray();
        }
    }

    private static void write(Buckets.Row row, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("from", TimeSource.ISO_MILLIS.format(row.from()));
        json.writeStringField("to", TimeSource.ISO_MILLIS.format(row.to()));
        json.writeStringField("user", row.user());
        json.writeNumberField("keys", row.counts().keys());
        json.writeNumberField("clicks", row.counts().clicks());
        json.writeNumberField("wheel", row.counts().wheel());
        json.writeNumberField("moves", row.counts().moves());
        json.writeNumberField("activeSeconds", Sample.seconds(row.counts().activeMillis()));
        json.writeEndObject();
    }
}
