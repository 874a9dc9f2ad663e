package io.workstatus.agent.mfa;

import com.fasterxml.jackson.databind.JsonNode;
import io.workstatus.agent.mfa.PasskeyCeremony.Proof;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code POST /api/v1/login/passkey}: a passkey's proof behind the password, in place of a code. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/login/passkey")
public final class PasskeyLoginServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient SignInDesk desk;

    @Activate
    public PasskeyLoginServlet(@Reference Mfa mfa) {
        desk = mfa.desk();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            JsonNode body = body(request);
            Proof proof = proof(body);
            String token = desk.redeem(text(body, "challenge"), proof, flag(body, "record", true));
            token(request).ifPresent(desk::replaced);
            setToken(response, token);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        });
    }

    static Proof proof(JsonNode body) throws Refusal {
        return new Proof(
                text(body, "id"),
                text(body, "clientDataJSON"),
                text(body, "authenticatorData"),
                text(body, "signature"));
    }
}
