package io.workstatus.agent.config.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
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

/** {@code GET /api/v1/agents}: who asks this endpoint, and how they are; for administrators. */
@Component(name = "io.workstatus.agent.config.endpoint.agents.api", service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/agents")
public final class AgentsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Agents agents;

    @Activate
    public AgentsServlet(@Reference Agents agents) {
        this.agents = agents;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.isUserInRole(SignedIn.ADMIN)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "only an administrator sees who else is recorded");
            return;
        }
        try {
            ArrayNode rows = StrictJson.JSON.createArrayNode();
            agents.list(JsonAnswer.limit(request)).forEach(sighting -> rows.add(sighting.toJson()));
            JsonAnswer.send(rows, response);
        } catch (PolicyException e) {
            JsonAnswer.refuse(e, response);
        }
    }
}
