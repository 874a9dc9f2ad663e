package io.workstatus.agent.deploy;

import io.workstatus.agent.api.status.StatusPart;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /api/v1/status}: joined from what each capability tells; the member of one that is away is null. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/status")
public final class StatusServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String IN_FORCE = "policy";
    private static final Logger LOG = LoggerFactory.getLogger(StatusServlet.class);

    private final transient CapabilityRows capabilities;
    private final transient PolicyInForce policy;
    private final transient List<StatusPart> parts = new CopyOnWriteArrayList<>();

    @Activate
    public StatusServlet(@Reference CapabilityRows capabilities, @Reference PolicyInForce policy) {
        this.capabilities = capabilities;
        this.policy = policy;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPart(StatusPart part) {
        parts.add(part);
    }

    void removePart(StatusPart part) {
        parts.remove(part);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Json.write(response, HttpServletResponse.SC_OK, status());
    }

    private Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("session", null);
        status.put("tracking", Map.of("allowed", false, "holds", List.of()));
        status.put("capabilities", capabilities.rows());
        status.put("time", null);
        status.put("battery", null);
        status.put(IN_FORCE, policy.inForce());
        status.put("queue", null);
        // What is in force comes first: whatever follows from it is there before it, and is to be seen then.
        parts.stream()
                .sorted(Comparator.comparing(part -> !part.name().equals(IN_FORCE)))
                .forEach(part -> status.put(part.name(), value(part)));
        return status;
    }

    private static @Nullable Object value(StatusPart part) {
        try {
            return part.value();
        } catch (RuntimeException e) { // one that fails costs its own member only
            LOG.warn("The status of '{}' is not known: {}", part.name(), e.toString());
            return null;
        }
    }
}
