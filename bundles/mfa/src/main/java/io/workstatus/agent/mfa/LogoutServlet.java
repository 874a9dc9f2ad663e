package io.workstatus.agent.mfa;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code POST /api/v1/logout}: ends the sign-in, and the recording session if it is this user's. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/logout")
public final class LogoutServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient SignInDesk desk;

    @Activate
    public LogoutServlet(@Reference Mfa mfa) {
        desk = mfa.desk();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        token(request).ifPresent(desk::signOut);
        clearToken(response);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
