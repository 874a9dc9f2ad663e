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

/** {@code POST /api/v1/login/otp}: the code behind the password. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/login/otp")
public final class CodeServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient SignInDesk desk;

    @Activate
    public CodeServlet(@Reference Mfa mfa) {
        desk = mfa.desk();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            JsonNode body = body(request);
            String token = desk.redeem(text(body, "challenge"), text(body, "code"), flag(body, "record", true));
            token(request).ifPresent(desk::replaced);
            setToken(response, token);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        });
    }
}
