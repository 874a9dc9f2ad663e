package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code POST /api/v1/step-up/code}: mails the code that a step-up asks for, to whoever is mailed codes. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/step-up/code")
public final class StepUpCodeServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient StepUp stepUp;

    @Activate
    public StepUpCodeServlet(@Reference Mfa mfa) {
        stepUp = mfa.stepUp();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            Instant expiresAt = stepUp.mailCode(token(request).orElse(""));
            send(response, 200, Map.of("expiresAt", TimeSource.ISO_MILLIS.format(expiresAt)));
        });
    }
}
