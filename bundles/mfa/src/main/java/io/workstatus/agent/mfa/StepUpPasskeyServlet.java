package io.workstatus.agent.mfa;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * A passkey in place of one more code: {@code POST /api/v1/step-up/passkey/options} asks, {@code POST
 * /api/v1/step-up/passkey} brings the proof.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern({"/api/v1/step-up/passkey", "/api/v1/step-up/passkey/options"})
public final class StepUpPasskeyServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient StepUp stepUp;

    @Activate
    public StepUpPasskeyServlet(@Reference Mfa mfa) {
        stepUp = mfa.stepUp();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            String token = token(request).orElse("");
            if (request.getServletPath().endsWith("/options")) {
                send(response, 200, stepUp.passkeyOptions(token));
                return;
            }
            stepUp.accept(token, PasskeyLoginServlet.proof(body(request)));
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        });
    }
}
