package io.workstatus.agent.mfa;

import com.fasterxml.jackson.databind.JsonNode;
import io.workstatus.agent.mfa.Accounts.Application;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code POST /api/v1/setup}: the first user; with mailed codes, the first of which has to be confirmed. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/setup")
public final class SetupServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient Accounts accounts;
    private final transient SignInDesk desk;

    @Activate
    public SetupServlet(@Reference Mfa mfa) {
        accounts = mfa.accounts();
        desk = mfa.desk();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            JsonNode body = body(request);
            Application application = new Application(
                    text(body, "username"),
                    text(body, "password"),
                    Role.ADMIN.id(),
                    text(body, "factor"),
                    optionalText(body, "email"));
            String token = text(body, "token");
            if (application.factor().equals(Factor.EMAIL.id())) {
                send(response, 201, LoginServlet.told(desk.apply(token, application)));
            } else {
                send(response, 201, Map.of("otpauth", accounts.setUp(token, application)));
            }
        });
    }
}
