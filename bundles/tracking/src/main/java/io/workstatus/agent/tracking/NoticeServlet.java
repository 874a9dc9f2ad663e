package io.workstatus.agent.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET} and {@code POST /api/v1/notice}, for everybody who is signed in, each for themselves. */
@Component(name = "io.workstatus.agent.tracking.notice.api", service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/notice")
public final class NoticeServlet extends HttpServlet {

    private static final Logger LOG = LoggerFactory.getLogger(NoticeServlet.class);
    private static final long serialVersionUID = 1L;
    private static final int MOST_BYTES = 16 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final transient Notice notice;

    @Activate
    public NoticeServlet(@Reference Notice notice) {
        this.notice = notice;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(response, notice.page(request.getRemoteUser()));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonNode body;
        try {
            body = JSON.readTree(request.getInputStream().readNBytes(MOST_BYTES));
        } catch (JsonProcessingException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "the body is not JSON: " + e.getOriginalMessage());
            return;
        }
        if (!body.path("version").isTextual()) {
            response.sendError(422, "the body is to be {\"version\": …} with the version that GET /api/v1/notice gave");
            return;
        }
        acknowledge(request.getRemoteUser(), body.path("version").textValue(), response);
    }

    private void acknowledge(String user, String version, HttpServletResponse response) throws IOException {
        boolean current;
        try {
            current = notice.acknowledge(user, version);
        } catch (IOException e) {
            LOG.warn("what {} acknowledged cannot be kept: {}", user, e.toString());
            response.sendError(
                    HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
                    "Nothing was acknowledged, because it cannot be kept: the agent's home cannot be written.");
            return;
        }
        if (current) {
            write(response, notice.page(user));
        } else {
            response.sendError(
                    HttpServletResponse.SC_CONFLICT,
                    "The notice is another one by now: read it again, and acknowledge that.");
        }
    }

    private static void write(HttpServletResponse response, Notice.Page page) throws IOException {
        response.setContentType("application/json;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream()
                .write(JSON.writeValueAsBytes(JSON.createObjectNode()
                        .put("version", page.version())
                        .put("text", page.text())
                        .put("acknowledged", page.acknowledged())));
    }
}
