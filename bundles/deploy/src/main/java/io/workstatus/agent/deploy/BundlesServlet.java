package io.workstatus.agent.deploy;

import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.clock.TimeSource;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code POST /api/v1/bundles/{id}/start}, {@code …/stop}, {@code …/previous} and {@code PUT /api/v1/bundles/{id}},
 * where {@code ?force=true} takes an older version as well; for admins.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/bundles/*")
public final class BundlesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Pattern TOGGLE = Pattern.compile("/([A-Za-z0-9_.-]+)/(start|stop|previous)");
    private static final Pattern ONE = Pattern.compile("/([A-Za-z0-9_.-]+)");

    private final transient Deployment deployment;
    private final transient CapabilityRows rows;
    private final transient TimeSource time;

    @Activate
    public BundlesServlet(
            @Reference Deployment deployment, @Reference CapabilityRows rows, @Reference TimeSource time) {
        this.deployment = deployment;
        this.rows = rows;
        this.time = time;
    }

    private interface Action {
        Bundle run() throws RefusedException, IOException;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Matcher path = TOGGLE.matcher(String.valueOf(request.getPathInfo()));
        if (!path.matches()) {
            response.sendError(
                    HttpServletResponse.SC_NOT_FOUND,
                    "there is /{capability}/start, /{capability}/stop and /{capability}/previous");
            return;
        }
        String id = path.group(1);
        String user = request.getRemoteUser();
        switch (path.group(2)) {
            case "start" -> answer(request, response, () -> deployment.start(id, user));
            case "stop" -> answer(request, response, () -> deployment.stop(id, user));
            default -> {
                if (hasSteppedUp(request, response)) {
                    answer(request, response, () -> deployment.bringBack(id, user));
                }
            }
        }
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Matcher path = ONE.matcher(String.valueOf(request.getPathInfo()));
        if (!path.matches()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "a jar is put to /{capability}");
            return;
        }
        if (!hasSteppedUp(request, response)) {
            return;
        }
        boolean force = "true".equals(request.getParameter("force"));
        answer(request, response, () -> {
            byte[] jar = request.getInputStream().readNBytes(CheckedJar.MAX_BYTES + 1);
            return deployment.replace(Optional.of(path.group(1)), jar, force, request.getRemoteUser());
        });
    }

    private boolean hasSteppedUp(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (StepUp.isRecent(request, time)) {
            return true;
        }
        request.setAttribute("io.workstatus.agent.problem.type", "/problems/step-up");
        response.sendError(HttpServletResponse.SC_UNAUTHORIZED, StepUp.DETAIL);
        return false;
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Action action) throws IOException {
        if (!request.isUserInRole(SignedIn.ADMIN)) {
            response.sendError(
                    HttpServletResponse.SC_FORBIDDEN, "only an admin may start, stop or replace a capability");
            return;
        }
        try {
            Json.write(response, HttpServletResponse.SC_OK, rows.row(action.run()));
        } catch (RefusedException e) {
            response.sendError(e.status(), e.getMessage());
        }
    }
}
