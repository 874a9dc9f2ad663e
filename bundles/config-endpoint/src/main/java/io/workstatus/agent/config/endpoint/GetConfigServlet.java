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

/** {@code GET /get-config}: the policy, for every agent that asks. */
@Component(name = "io.workstatus.agent.config.endpoint.served", service = Servlet.class)
@HttpWhiteboardServletPattern("/get-config")
public final class GetConfigServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient CurrentPolicy policy;

    @Activate
    public GetConfigServlet(@Reference CurrentPolicy policy) {
        this.policy = policy;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer.get(policy.served(), request, response);
    }
}
