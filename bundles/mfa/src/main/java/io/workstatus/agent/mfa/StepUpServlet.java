package io.workstatus.agent.mfa;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code POST /api/v1/step-up}: one more code, before something that matters. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/step-up")
public final class StepUpServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient StepUp stepUp;

    @Activate
    public StepUpServlet(@Reference Mfa mfa) {
        stepUp = mfa.stepUp();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            JsonNode body = body(request);
            stepUp.accept(token(request).orElse(""), text(body, "code"));
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        });
    }
}
