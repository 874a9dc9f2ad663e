package io.workstatus.agent.mfa;

import com.fasterxml.jackson.databind.JsonNode;
import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.mfa.Attempts.Challenge;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code POST /api/v1/login}: the password. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/login")
public final class LoginServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient SignInDesk desk;

    @Activate
    public LoginServlet(@Reference Mfa mfa) {
        desk = mfa.desk();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            JsonNode body = body(request);
            boolean recovery = optionalText(body, "factor")
                    .filter(RecoveryCodes.FACTOR::equals)
                    .isPresent();
            send(response, 200, told(desk.login(text(body, "username"), text(body, "password"), recovery)));
        });
    }

    static Map<String, Object> told(Challenge challenge) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("challenge", challenge.id());
        told.put("factor", challenge.factor());
        told.put("expiresAt", TimeSource.ISO_MILLIS.format(challenge.expiresAt()));
        challenge.passkey().ifPresent(options -> told.put("passkey", options));
        return told;
    }
}
