package io.workstatus.agent.config.endpoint;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * Remembers for the time of a request who sent it: what the web console's configuration page changes, it changes on the
 * request's own thread, and Configuration Admin does not say for whom. Stands behind the door, which says who it is.
 */
@Component(
        name = "io.workstatus.agent.config.endpoint.editor",
        service = {ConsoleEditor.class, Preprocessor.class})
public final class ConsoleEditor implements Preprocessor {

    private final ThreadLocal<String> user = new ThreadLocal<>();

    @Activate
    public ConsoleEditor() {}

    /** Whose request the present thread serves. */
    Optional<String> user() {
        return Optional.ofNullable(user.get());
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String name =
                request instanceof HttpServletRequest http && !http.getMethod().equals("GET")
                        ? http.getRemoteUser()
                        : null;
        if (name == null) {
            chain.doFilter(request, response);
            return;
        }
        user.set(name);
        try {
            chain.doFilter(request, response);
        } finally {
            user.remove();
        }
    }
}
