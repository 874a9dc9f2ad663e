package io.workstatus.agent.config.endpoint;

import io.workstatus.agent.api.access.SignedIn;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code GET} and {@code PUT /api/v1/policy}: what {@code /get-config} serves; an administrator replaces it whole. */
@Component(name = "io.workstatus.agent.config.endpoint.api", service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/policy")
public final class PolicyServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int MOST_BYTES = 64 * 1024;

    private final transient CurrentPolicy policy;

    @Activate
    public PolicyServlet(@Reference CurrentPolicy policy) {
        this.policy = policy;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer.get(policy.served(), request, response);
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.isUserInRole(SignedIn.ADMIN)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "only an administrator may change the policy");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            response.sendError(413, "a policy is at most " + MOST_BYTES + " bytes");
            return;
        }
        PolicyDocument asked;
        try {
            asked = PolicyDocument.of(StrictJson.object(body));
        } catch (PolicyException e) {
            int status = e.kind() == PolicyException.Kind.MALFORMED ? HttpServletResponse.SC_BAD_REQUEST : 422;
            response.sendError(status, e.getMessage());
            return;
        }
        Answer.document(policy.replace(asked, request.getRemoteUser()), response);
    }
}
