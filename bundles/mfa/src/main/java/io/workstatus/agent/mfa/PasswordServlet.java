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

/** {@code POST /api/v1/password}: one's own, with the current one. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/password")
public final class PasswordServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient SignInDesk desk;

    @Activate
    public PasswordServlet(@Reference Mfa mfa) {
        desk = mfa.desk();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            JsonNode body = body(request);
            setToken(
                    response, desk.changePassword(token(request).orElse(""), text(body, "current"), text(body, "new")));
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        });
    }
}
