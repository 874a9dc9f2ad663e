package io.workstatus.agent.web;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/** The web console's page about the policy that is served: the same as the dashboard's. */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=workstatus-policy",
            "felix.webconsole.title=Policy",
            "felix.webconsole.category=Workstatus"
        })
public final class PolicyConsolePage extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().write("""
                <link rel="stylesheet" href="/assets/capabilities.css">
                <link rel="stylesheet" href="/assets/admin.css">
                <link rel="stylesheet" href="/assets/console.css">
                <div class="workstatus" id="workstatus-policy"></div>
                <script type="module" src="/assets/policy.js"></script>
                <noscript><p>This page needs JavaScript.</p></noscript>
                """);
    }
}
