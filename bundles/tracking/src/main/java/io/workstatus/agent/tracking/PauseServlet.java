package io.workstatus.agent.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.workstatus.agent.api.recording.Session;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code POST /api/v1/pause} and {@code POST /api/v1/resume}, for everybody who is signed in. */
@Component(name = "io.workstatus.agent.tracking.api", service = Servlet.class)
@HttpWhiteboardServletPattern({PauseServlet.PAUSE, PauseServlet.RESUME})
public final class PauseServlet extends HttpServlet {

    static final String PAUSE = "/api/v1/pause";
    static final String RESUME = "/api/v1/resume";

    private static final long serialVersionUID = 1L;
    private static final int MOST_BYTES = 16 * 1024;

    private final transient Pause pause;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private transient volatile @Nullable Session session;

    @Activate
    public PauseServlet(@Reference Pause pause) {
        this.pause = pause;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Session recorded = session;
        if (recorded != null && !recorded.user().equals(request.getRemoteUser())) {
            response.sendError(
                    HttpServletResponse.SC_FORBIDDEN,
                    "only " + recorded.user() + ", who is recorded, may pause and resume");
            return;
        }
        try {
            if (request.getServletPath().equals(RESUME)) {
                pause.end(request.getRemoteUser());
            } else {
                begin(request);
            }
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } catch (JsonProcessingException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "the body is not JSON: " + e.getOriginalMessage());
        } catch (PauseRequest.RefusedException e) {
            response.sendError(422, e.getMessage());
        } catch (IllegalStateException e) {
            response.sendError(
                    HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "The pause could not be changed; try again.");
        }
    }

    private void begin(HttpServletRequest request) throws IOException, PauseRequest.RefusedException {
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw new PauseRequest.RefusedException("the body is longer than " + MOST_BYTES + " bytes");
        }
        PauseRequest asked = PauseRequest.parse(body);
        String reason = asked.reason().isEmpty() ? "" : ": " + asked.reason();
        pause.begin(request.getRemoteUser(), "paused by " + request.getRemoteUser() + reason, asked.length());
    }
}
