package io.workstatus.agent.deploy;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Answers for what is not there: 503 for the paths of a capability that does not run, 404 for all others. A bundle names
 * its paths in its manifest, in {@code Workstatus-Http}, because its servlets go with it.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern({"/", "/api/*"})
public final class UnknownServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String HEADER = "Workstatus-Http";

    private final transient Deployment deployment;

    @Activate
    public UnknownServlet(@Reference Deployment deployment) {
        this.deployment = deployment;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        Optional<String> owner = deployment.capabilities().stream()
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE && serves(bundle, path))
                .map(Container::id)
                .findFirst();
        if (owner.isPresent()) {
            response.sendError(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE, "the capability '" + owner.get() + "' is not there");
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "there is nothing at this address");
        }
    }

    private static boolean serves(Bundle bundle, String path) {
        String header = bundle.getHeaders().get(HEADER);
        return header != null
                && Stream.of(header.split(","))
                        .map(String::strip)
                        .anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
    }
}
