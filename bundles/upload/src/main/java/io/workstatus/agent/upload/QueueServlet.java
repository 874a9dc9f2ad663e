package io.workstatus.agent.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.queue.Artifact;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code /api/v1/queue}: what waits, what was sent and what was set aside, of any kind; and what was set aside is retried or
 * discarded. For admins.
 */
@Component(name = "io.workstatus.agent.upload.items", service = Servlet.class)
@HttpWhiteboardServletPattern({QueueServlet.PATH, QueueServlet.PATH + "/*"})
public final class QueueServlet extends HttpServlet {

    static final String PATH = "/api/v1/queue";

    private static final long serialVersionUID = 1L;
    private static final Pattern CHANGE = Pattern.compile("/([0-9A-Z]{26})/(retry|discard)");
    private static final int LONGEST_BODY = 1 << 16;
    private static final int LONGEST_REASON = 500;

    private final transient DurableQueue queue;
    private final transient TimeSource time;

    @Activate
    public QueueServlet(@Reference DurableQueue queue, @Reference TimeSource time) {
        this.queue = queue;
        this.time = time;
    }

    /** What is asked for cannot be understood. The message says what it is to be. */
    private static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isAllowed(request, response)) {
            return;
        }
        Optional<Catalogue> catalogue = queue.catalogue();
        if (catalogue.isEmpty()) {
            isNotOpen(response);
            return;
        }
        @Nullable String path = request.getPathInfo();
        if (path != null && !path.equals("/")) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "There is " + PATH + " alone to read.");
            return;
        }
        List<Map<String, Object>> rows;
        try {
            ListQuery query = ListQuery.of(request::getParameter, time.now());
            rows =
                    catalogue
                            .get()
                            .items(state(request.getParameter("state")), query.from(), query.to(), query.limit())
                            .stream()
                            .map(QueueServlet::json)
                            .toList();
        } catch (IllegalArgumentException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            return;
        }
        byte[] body = Json.MAPPER.writeValueAsBytes(rows);
        response.setContentType("application/json;charset=utf-8");
        response.setHeader("Cache-Control", "private, no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static ItemState state(@Nullable String label) {
        if (label == null) {
            return ItemState.QUARANTINED;
        }
        return Arrays.stream(ItemState.values())
                .filter(state -> state.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The parameter state must be pending, sent, quarantined or dropped."));
    }

    private static Map<String, Object> json(LedgerRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", row.id());
        json.put("kind", row.kind());
        json.put("user", row.user());
        json.put("createdAt", TimeSource.ISO_MILLIS.format(row.takenAt()));
        json.put("key", row.key());
        json.put("bytes", row.bytes());
        json.put("state", row.state().label());
        json.put("hasPicture", row.kind().equals(Artifact.SCREENSHOT));
        Instant leftAt = row.leftAt();
        if (leftAt != null) {
            json.put("since", TimeSource.ISO_MILLIS.format(leftAt));
        }
        if (!row.reason().isEmpty()) {
            json.put("reason", row.reason());
        }
        return json;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isAllowed(request, response)) {
            return;
        }
        Matcher path = CHANGE.matcher(String.valueOf(request.getPathInfo()));
        if (!path.matches()) {
            response.sendError(
                    HttpServletResponse.SC_NOT_FOUND,
                    "There is " + PATH + "/{id}/retry and " + PATH + "/{id}/discard.");
            return;
        }
        Optional<Catalogue> catalogue = queue.catalogue();
        Optional<Quarantine> quarantine = queue.quarantine();
        if (catalogue.isEmpty() || quarantine.isEmpty()) {
            isNotOpen(response);
            return;
        }
        String id = path.group(1);
        if (!catalogue.get().knows(id)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "There is no such item.");
            return;
        }
        try {
            if (path.group(2).equals("retry")) {
                quarantine.get().retry(id, request.getRemoteUser());
            } else {
                quarantine.get().discard(id, request.getRemoteUser(), reason(request));
            }
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } catch (MalformedException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
        } catch (NotNowException e) {
            response.sendError(HttpServletResponse.SC_CONFLICT, e.getMessage());
        } catch (Quarantine.DamagedException e) {
            response.sendError(422, e.getMessage());
        } catch (IOException e) {
            response.sendError(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    Trouble.of(e, queue.folder().root()).message());
        }
    }

    /** One line for the journal. */
    private static String reason(HttpServletRequest request) throws IOException, MalformedException {
        byte[] body = request.getInputStream().readNBytes(LONGEST_BODY);
        try {
            JsonNode reason = Json.MAPPER.readTree(body).path("reason");
            String text = reason.asText().replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
            if (reason.isTextual() && !text.isEmpty() && text.length() <= LONGEST_REASON) {
                return text;
            }
        } catch (JsonProcessingException e) {
            throw new MalformedException("The body is to be a JSON object, as {\"reason\": \"a test picture\"}.");
        }
        throw new MalformedException("Say why: reason is to be a text of 1 to " + LONGEST_REASON + " characters.");
    }

    private static boolean isAllowed(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.isUserInRole(SignedIn.ADMIN)) {
            return true;
        }
        response.sendError(HttpServletResponse.SC_FORBIDDEN, "Only an admin may look after the queue.");
        return false;
    }

    private void isNotOpen(HttpServletResponse response) throws IOException {
        response.sendError(
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                queue.trouble().orElse("The queue is being opened. Ask again in a moment."));
    }
}
