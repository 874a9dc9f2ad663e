package io.workstatus.agent.upload;

import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.store.StoreException;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/screenshots}: the catalogue over HTTP. A member sees their own rows, an admin all. */
@Component(name = "io.workstatus.agent.upload.screenshots", service = Servlet.class)
@HttpWhiteboardServletPattern({ScreenshotsServlet.PATH, ScreenshotsServlet.PATH + "/*"})
public final class ScreenshotsServlet extends HttpServlet {

    static final String PATH = "/api/v1/screenshots";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ScreenshotsServlet.class);

    private final transient DurableQueue queue;
    private static final String THUMBNAIL = "/thumbnail";
    private static final long MOST_THUMBNAIL_BYTES = 16 * 1024 * 1024;

    private final transient TimeSource time;
    private final transient Views views;
    private final transient Thumbnails thumbnails = new Thumbnails(MOST_THUMBNAIL_BYTES);

    @Activate
    public ScreenshotsServlet(@Reference DurableQueue queue, @Reference TimeSource time, @Reference Journal journal) {
        this.queue = queue;
        this.time = time;
        this.views = new Views(journal);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Catalogue> catalogue = catalogue(response);
        if (catalogue.isEmpty()) {
            return;
        }
        String id = id(request);
        if (id.isEmpty()) {
            list(catalogue.get(), request, response);
        } else if (id.endsWith(THUMBNAIL)) {
            thumbnail(catalogue.get(), id.substring(0, id.length() - THUMBNAIL.length()), request, response);
        } else {
            image(catalogue.get(), id, request, response);
        }
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Catalogue> catalogue = catalogue(response);
        if (catalogue.isEmpty()) {
            return;
        }
        Optional<LedgerRow> row = row(catalogue.get(), id(request), request, response);
        if (row.isPresent()) {
            delete(catalogue.get(), row.get(), request.getRemoteUser(), response);
        }
    }

    private Optional<Catalogue> catalogue(HttpServletResponse response) throws IOException {
        Optional<Catalogue> catalogue = queue.catalogue();
        if (catalogue.isEmpty()) {
            response.sendError(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    queue.trouble().orElse("The queue is being opened. Ask again in a moment."));
        }
        return catalogue;
    }

    /** What stands behind the path, or an empty text. */
    private static String id(HttpServletRequest request) {
        @Nullable String path = request.getPathInfo();
        return path == null || path.length() < 2 ? "" : path.substring(1);
    }

    private void list(Catalogue catalogue, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ListQuery query;
        try {
            query = ListQuery.of(request::getParameter, time.now());
        } catch (IllegalArgumentException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            return;
        }
        List<Map<String, Object>> rows =
                catalogue.list(query.from(), query.to(), query.limit(), row -> isVisible(row, request)).stream()
                        .map(ScreenshotsServlet::json)
                        .toList();
        byte[] body = Json.MAPPER.writeValueAsBytes(rows);
        response.setContentType("application/json;charset=utf-8");
        response.setHeader("Cache-Control", "private, no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static Map<String, Object> json(LedgerRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", row.id());
        json.put("user", row.user());
        json.put("takenAt", TimeSource.ISO_MILLIS.format(row.takenAt()));
        json.put("key", row.key());
        json.put("width", row.width());
        json.put("height", row.height());
        json.put("bytes", row.bytes());
        json.put("sha256", row.sha256());
        json.put("blurred", row.blurred());
        json.put("state", row.state().label());
        return json;
    }

    private static boolean isVisible(LedgerRow row, HttpServletRequest request) {
        return request.isUserInRole(SignedIn.ADMIN) || row.user().equals(request.getRemoteUser());
    }

    /** The row of an id that whoever asks may see; otherwise the answer is given already. */
    private static Optional<LedgerRow> row(
            Catalogue catalogue, String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<LedgerRow> row = catalogue.find(id).filter(r -> isVisible(r, request));
        if (row.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "There is no such screenshot.");
        }
        return row;
    }

    private void image(Catalogue catalogue, String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<LedgerRow> row = row(catalogue, id, request, response);
        if (row.isEmpty()) {
            return;
        }
        Optional<Catalogue.Image> image = catalogue.image(row.get());
        if (image.isEmpty()) {
            gone(response);
            return;
        }
        try (InputStream content = image.get().content()) {
            views.picture(row.get(), request.getRemoteUser(), time.now());
            send(content, image.get(), response);
        }
    }

    private void thumbnail(Catalogue catalogue, String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<LedgerRow> row = row(catalogue, id, request, response);
        if (row.isEmpty()) {
            return;
        }
        Optional<Catalogue.Image> image = catalogue.image(row.get());
        if (image.isEmpty()) {
            thumbnails.forget(id);
            gone(response);
            return;
        }
        views.thumbnail(row.get(), request.getRemoteUser(), time.now());
        Optional<byte[]> small;
        try (InputStream content = image.get().content()) {
            small = thumbnails.of(id, image.get().length(), content);
        }
        if (small.isPresent()) {
            response.setContentType(Thumbnails.MEDIA_TYPE);
            response.setHeader("Cache-Control", "private, no-store");
            response.setContentLength(small.get().length);
            response.getOutputStream().write(small.get());
            return;
        }
        image = catalogue.image(row.get());
        if (image.isEmpty()) {
            gone(response);
            return;
        }
        try (InputStream content = image.get().content()) {
            send(content, image.get(), response);
        }
    }

    private static void gone(HttpServletResponse response) throws IOException {
        response.sendError(HttpServletResponse.SC_GONE, "The screenshot is no longer on this machine.");
    }

    private static void send(InputStream content, Catalogue.Image image, HttpServletResponse response)
            throws IOException {
        String mediaType = image.mediaType();
        response.setContentType(mediaType.startsWith("image/") ? mediaType : "application/octet-stream");
        response.setHeader("Cache-Control", "private, no-store");
        response.setContentLengthLong(image.length());
        content.transferTo(response.getOutputStream());
    }

    private static void delete(Catalogue catalogue, LedgerRow row, String by, HttpServletResponse response)
            throws IOException {
        try {
            catalogue.delete(row, by);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } catch (NotNowException e) {
            response.sendError(HttpServletResponse.SC_CONFLICT, e.getMessage());
        } catch (StoreException e) {
            LOG.warn("The screenshot {} could not be deleted: {}", row.id(), e.getMessage());
            response.sendError(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The store did not delete it: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The queue is stopping.");
        }
    }
}
