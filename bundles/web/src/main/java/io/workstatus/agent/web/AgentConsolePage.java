package io.workstatus.agent.web;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/**
 * The web console's page about the agent: its capabilities, and a switch for each. The console puts its frame around what is
 * written here; the script fills it, because the console escapes nothing that a page writes.
 */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=workstatus",
            "felix.webconsole.title=Agent",
            "felix.webconsole.category=Workstatus"
        })
public final class AgentConsolePage extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().write("""
                <link rel="stylesheet" href="/assets/capabilities.css">
                <link rel="stylesheet" href="/assets/admin.css">
                <link rel="stylesheet" href="/assets/console.css">
                <div class="workstatus" id="workstatus-agent"></div>
                <script type="module" src="/assets/console.js"></script>
                <noscript><p>This page needs JavaScript.</p></noscript>
                """);
    }
}
