package io.workstatus.agent.mfa;

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

/**
 * One's own account: {@code GET /api/v1/account}, and {@code POST /api/v1/account/recovery-codes} for new ones, which are
 * shown this once.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern({"/api/v1/account", "/api/v1/account/recovery-codes"})
public final class AccountServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient Accounts accounts;
    private final transient StepUp stepUp;

    @Activate
    public AccountServlet(@Reference Mfa mfa) {
        accounts = mfa.accounts();
        stepUp = mfa.stepUp();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            if (isRecoveryCodes(request)) {
                throw new Refusal(404, "Recovery codes are shown when they are made, and never again.");
            }
            User user = stepUp.user(token(request).orElse(""));
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("username", user.name());
            told.put("role", user.role());
            told.put("factor", user.factor());
            if (user.byMail()) {
                told.put("email", user.email());
            }
            told.put(
                    "passkeys",
                    user.passkeys().stream()
                            .map(passkey -> Map.of("id", passkey.id(), "createdAt", passkey.createdAt()))
                            .toList());
            told.put("recoveryCodes", user.recoveryCodes().size());
            send(response, 200, told);
        });
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            if (!isRecoveryCodes(request)) {
                throw new Refusal(404, "Here recovery codes can be made, and nothing else.");
            }
            User user = stepUp.soonAfterCode(token(request).orElse(""));
            send(response, 200, Map.of("recoveryCodes", accounts.renewRecoveryCodes(user)));
        });
    }

    private static boolean isRecoveryCodes(HttpServletRequest request) {
        return request.getServletPath().endsWith("/recovery-codes");
    }
}
