package io.workstatus.agent.config.endpoint;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code GET /get-config}: the policy, for every agent that asks. With {@code ?layers} it says as well which layer each
 * value came from.
 */
@Component(name = "io.workstatus.agent.config.endpoint.served", service = Servlet.class)
@HttpWhiteboardServletPattern("/get-config")
public final class GetConfigServlet extends HttpServlet {

    static final String LAYERS_PARAMETER = "layers";

    private static final long serialVersionUID = 1L;

    private final transient CurrentPolicy policy;
    private final transient Agents agents;

    @Activate
    public GetConfigServlet(@Reference CurrentPolicy policy, @Reference Agents agents) {
        this.policy = policy;
        this.agents = agents;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = Caller.of(request);
        ServedPolicies policies = policy.served();
        Served served = policies.of(caller);
        agents.saw(caller, request, served);
        Answer.get(
                request.getParameter(LAYERS_PARAMETER) == null ? served : policies.explained(served),
                request,
                response);
    }
}
