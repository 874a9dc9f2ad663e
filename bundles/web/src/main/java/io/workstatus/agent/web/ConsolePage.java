package io.workstatus.agent.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A page of the web console, which puts its frame around what is written here. It is an empty element that a script fills,
 * because the console escapes nothing that a page writes.
 */
abstract class ConsolePage extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final String script;

    /**
     * @param id of the element that the script fills
     * @param script its file's name among the assets
     */
    ConsolePage(String id, String script) {
        this.id = id;
        this.script = script;
    }

    @Override
    protected final void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().write("""
                <link rel="stylesheet" href="/assets/capabilities.css">
                <link rel="stylesheet" href="/assets/admin.css">
                <link rel="stylesheet" href="/assets/console.css">
                <div class="workstatus" id="%s"></div>
                <script type="module" src="/assets/%s"></script>
                <noscript><p>This page needs JavaScript.</p></noscript>
                """.formatted(id, script));
    }
}
