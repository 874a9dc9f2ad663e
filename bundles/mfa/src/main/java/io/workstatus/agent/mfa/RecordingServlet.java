package io.workstatus.agent.mfa;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code POST /api/v1/session}: opens the recording session of somebody who signed in without one. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/session")
public final class RecordingServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient SignInDesk desk;

    @Activate
    public RecordingServlet(@Reference Mfa mfa) {
        desk = mfa.desk();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            if (!desk.record(token(request).orElse(""))) {
                throw new Refusal(409, "Somebody else is being recorded; one session is open at a time.");
            }
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        });
    }
}
