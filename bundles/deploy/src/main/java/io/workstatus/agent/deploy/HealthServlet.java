package io.workstatus.agent.deploy;

import io.workstatus.agent.api.access.Authenticator;
import io.workstatus.agent.api.recording.Hold;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code GET /health}, open to everybody and therefore one word: {@code down} until everything that should run has settled
 * and signing in works, {@code degraded} if a capability cannot do its work, {@code held} if there is a reason not to
 * record, otherwise {@code ok}.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/health")
public final class HealthServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient BundleContext context;
    private final transient Deployment deployment;
    private final transient SwapWatch watch;
    private final transient CapabilityRows capabilities;

    @Activate
    public HealthServlet(
            BundleContext context,
            @Reference Deployment deployment,
            @Reference SwapWatch watch,
            @Reference CapabilityRows capabilities) {
        this.context = context;
        this.watch = watch;
        this.deployment = deployment;
        this.capabilities = capabilities;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String status = status();
        int code = status.equals("down") ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : HttpServletResponse.SC_OK;
        Json.write(response, code, Map.of("status", status));
    }

    private String status() {
        if (!deployment.isSettled() || !isSigningInPossible() || !allFixedRun()) {
            return "down";
        }
        if (capabilities.anyBroken()) {
            return "degraded";
        }
        return isThere(Hold.class) ? "held" : "ok";
    }

    /** Somebody who knows the users is there, and does not say that nobody can be let in. */
    private boolean isSigningInPossible() {
        ServiceReference<Authenticator> reference = context.getServiceReference(Authenticator.class);
        Bundle owner = reference == null ? null : reference.getBundle();
        return owner != null && !watch.state(owner).broken();
    }

    private boolean isThere(Class<?> service) {
        return context.getServiceReference(service) != null;
    }

    private boolean allFixedRun() {
        return Stream.of(context.getBundles())
                .filter(deployment::isFixed)
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .allMatch(bundle -> bundle.getState() == Bundle.ACTIVE || !Container.isWanted(bundle));
    }
}
