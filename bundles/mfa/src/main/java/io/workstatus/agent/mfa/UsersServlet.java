package io.workstatus.agent.mfa;

import com.fasterxml.jackson.databind.JsonNode;
import io.workstatus.agent.mfa.Accounts.Application;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code GET}, {@code POST /api/v1/users}, {@code DELETE /api/v1/users/{name}} and
 * {@code POST /api/v1/users/{name}/password}, for administrators.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern({"/api/v1/users", "/api/v1/users/*"})
public final class UsersServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;
    private static final String PASSWORD = "/password";

    private final transient Accounts accounts;
    private final transient SignInDesk desk;

    @Activate
    public UsersServlet(@Reference Mfa mfa) {
        accounts = mfa.accounts();
        desk = mfa.desk();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            requireAdmin(request);
            requireCollection(request);
            send(response, 200, rows());
        });
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            requireAdmin(request);
            if (name(request).endsWith(PASSWORD)) {
                resetPassword(request, response);
                return;
            }
            requireCollection(request);
            JsonNode body = body(request);
            Application application = new Application(
                    text(body, "username"),
                    text(body, "password"),
                    text(body, "role"),
                    text(body, "factor"),
                    optionalText(body, "email"));
            send(
                    response,
                    201,
                    accounts.create(request.getRemoteUser(), application)
                            .map(link -> Map.of("otpauth", link))
                            .orElse(Map.of()));
        });
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            requireAdmin(request);
            desk.gone(accounts.remove(request.getRemoteUser(), name(request)));
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        });
    }

    private void resetPassword(HttpServletRequest request, HttpServletResponse response) throws Refusal, IOException {
        String path = name(request);
        accounts.resetPassword(
                request.getRemoteUser(),
                path.substring(0, path.length() - PASSWORD.length()),
                text(body(request), "password"));
        desk.sweep();
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private List<Map<String, String>> rows() throws Refusal {
        try {
            return accounts.all().stream().map(UsersServlet::row).toList();
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        }
    }

    private static Map<String, String> row(User user) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("username", user.name());
        row.put("role", user.role());
        row.put("factor", user.factor());
        if (user.byMail()) {
            row.put("email", user.email());
        }
        row.put("createdAt", user.createdAt());
        return row;
    }

    private static void requireCollection(HttpServletRequest request) throws Refusal {
        if (!name(request).isEmpty()) {
            throw new Refusal(404, "Here a user can be removed or given a new password, and nothing else.");
        }
    }

    private static String name(HttpServletRequest request) {
        String rest = request.getPathInfo();
        return rest == null ? "" : rest.substring(1);
    }
}
