package io.workstatus.agent.config.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.workstatus.agent.api.access.SignedIn;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code /api/v1/policy}: what {@code /get-config} serves, which an administrator replaces whole; below it
 * {@code overrides} by group and by agent, and {@code versions}, each of which can be brought back.
 */
@Component(name = "io.workstatus.agent.config.endpoint.api", service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/policy/*")
public final class PolicyServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_BYTES_OF_OVERRIDES = 1024 * 1024;
    private static final String OVERRIDES = "/overrides";
    private static final Pattern VERSION = Pattern.compile("/versions/(\\d{1,9})(/restore)?");

    private final transient CurrentPolicy policy;
    private final transient Publisher publisher;

    @Activate
    public PolicyServlet(@Reference CurrentPolicy policy, @Reference Publisher publisher) {
        this.policy = policy;
        this.publisher = publisher;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = path(request);
        try {
            Matcher version = VERSION.matcher(path);
            if (path.isEmpty()) {
                policy(request, response);
            } else if (path.equals(OVERRIDES)) {
                overrides(request, response);
            } else if (path.equals("/versions")) {
                versions(request, response);
            } else if (version.matches() && version.group(2) == null) {
                version(Integer.parseInt(version.group(1)), request, response);
            } else {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (PolicyException e) {
            JsonAnswer.refuse(e, response);
        }
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = path(request);
        if (!path.isEmpty() && !path.equals(OVERRIDES)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (mayChange(request, response)) {
            try {
                if (path.isEmpty()) {
                    PolicyDocument asked = PolicyDocument.of(JsonAnswer.body(request, MOST_BYTES));
                    ServedPolicies now = change(before -> before.with(asked), null, request);
                    Answer.document(now.all(), response);
                } else {
                    Overrides asked = Overrides.of(JsonAnswer.body(request, MOST_BYTES_OF_OVERRIDES));
                    change(before -> before.with(asked), null, request);
                    overrides(request, response);
                }
            } catch (CurrentPolicy.ChangedMeanwhileException e) {
                response.sendError(
                        HttpServletResponse.SC_PRECONDITION_FAILED,
                        "Somebody else has changed the policy meanwhile: look at it again.");
            } catch (PolicyException e) {
                JsonAnswer.refuse(e, response);
            } catch (IOException e) {
                JsonAnswer.notKept(e, response);
            }
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Matcher version = VERSION.matcher(path(request));
        boolean restores = version.matches() && version.group(2) != null;
        if (!restores && !path(request).equals("/publish")) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (mayChange(request, response)) {
            if (restores) {
                restore(Integer.parseInt(version.group(1)), request, response);
            } else {
                publisher.publish(response);
            }
        }
    }

    /** What all are told, or with {@code agent} and {@code user} what these would be; with {@code layers}, whence. */
    private void policy(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServedPolicies policies = policy.served();
        Served served = policies.of(Caller.of(request.getParameter("agent"), request.getParameter("user")));
        boolean explain = request.getParameter(GetConfigServlet.LAYERS_PARAMETER) != null;
        Answer.get(explain ? policies.explained(served) : served, request, response);
    }

    private void overrides(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.isUserInRole(SignedIn.ADMIN)) {
            JsonAnswer.send(policy.served().set().overrides().toJson(), response);
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "only an administrator sees what others are told");
        }
    }

    private void versions(HttpServletRequest request, HttpServletResponse response)
            throws IOException, PolicyException {
        if (!request.isUserInRole(SignedIn.ADMIN)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "only an administrator sees earlier policies");
            return;
        }
        ArrayNode rows = StrictJson.JSON.createArrayNode();
        policy.versions().list(JsonAnswer.limit(request)).forEach(version -> rows.add(version.toJson()));
        JsonAnswer.send(rows, response);
    }

    private void version(int number, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.isUserInRole(SignedIn.ADMIN)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "only an administrator sees earlier policies");
            return;
        }
        Optional<Version> found = policy.versions().get(number);
        if (found.isPresent()) {
            JsonAnswer.send(found.get().toJson(), response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "there is no version " + number);
        }
    }

    private void restore(int number, HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Optional<Version> found = policy.versions().get(number);
            if (found.isEmpty()) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND, "there is no version " + number);
                return;
            }
            change(before -> found.get().set(), number, request);
            JsonAnswer.send(policy.served().set().toJson(), response);
        } catch (CurrentPolicy.ChangedMeanwhileException e) {
            response.sendError(HttpServletResponse.SC_PRECONDITION_FAILED, "Somebody else has changed the policy.");
        } catch (PolicyException e) {
            JsonAnswer.refuse(e, response);
        } catch (IOException e) {
            JsonAnswer.notKept(e, response);
        }
    }

    private ServedPolicies change(CurrentPolicy.Change change, @Nullable Integer restored, HttpServletRequest request)
            throws IOException, PolicyException, CurrentPolicy.ChangedMeanwhileException {
        String ifMatch = request.getHeader("If-Match");
        Predicate<Served> known = served -> ifMatch == null || Answer.matches(ifMatch, served.etag());
        return policy.change(change, request.getRemoteUser(), restored, known);
    }

    private static boolean mayChange(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.isUserInRole(SignedIn.ADMIN)) {
            return true;
        }
        response.sendError(HttpServletResponse.SC_FORBIDDEN, "only an administrator may change the policy");
        return false;
    }

    private static String path(HttpServletRequest request) {
        return request.getPathInfo() == null ? "" : request.getPathInfo();
    }
}
