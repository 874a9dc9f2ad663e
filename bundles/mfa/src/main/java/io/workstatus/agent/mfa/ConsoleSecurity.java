package io.workstatus.agent.mfa;

import io.workstatus.agent.api.access.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens the web console to administrators. Without this service the console is closed. */
@Component(service = SecurityProvider.class, property = SecurityProvider.PROPERTY_ID + "=" + Mfa.PID)
public final class ConsoleSecurity implements SecurityProvider {

    private static final String SIGN_IN = "/signin";

    private final SignInDesk desk;

    @Activate
    public ConsoleSecurity(@Reference Mfa mfa) {
        desk = mfa.desk();
    }

    @Override
    public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        if (request.isUserInRole(SignedIn.ADMIN)) {
            return request.getRemoteUser();
        }
        redirectToSignIn(response);
        return null;
    }

    @Override
    public boolean authorize(Object user, String role) {
        // Whoever was let in is an administrator.
        return true;
    }

    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        JsonServlet.token(request).ifPresent(desk::signOut);
        JsonServlet.clearToken(response);
        redirectToSignIn(response);
    }

    private static void redirectToSignIn(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", SIGN_IN);
    }
}
