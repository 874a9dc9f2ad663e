package io.workstatus.agent.mfa;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * One's own passkeys: {@code POST /api/v1/account/passkeys/options} asks for one, {@code POST /api/v1/account/passkeys}
 * brings it, {@code DELETE /api/v1/account/passkeys/{id}} removes it.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern({"/api/v1/account/passkeys", "/api/v1/account/passkeys/*"})
public final class PasskeysServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient OwnPasskeys passkeys;

    @Activate
    public PasskeysServlet(@Reference Mfa mfa) {
        passkeys = mfa.passkeys();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            String token = token(request).orElse("");
            if ("/options".equals(request.getPathInfo())) {
                send(response, 200, passkeys.options(token));
                return;
            }
            if (request.getPathInfo() != null) {
                throw new Refusal(404, "Passkeys are asked for, brought and removed here, and nothing else.");
            }
            JsonNode body = body(request);
            Passkey passkey = passkeys.add(token, text(body, "clientDataJSON"), text(body, "attestationObject"));
            send(response, 201, Map.of("id", passkey.id(), "createdAt", passkey.createdAt()));
        });
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            String path =
                    request.getPathInfo() == null ? "" : request.getPathInfo().substring(1);
            passkeys.remove(token(request).orElse(""), path);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        });
    }
}
