package io.workstatus.agent.web;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;

/**
 * {@code /}, and not a path more. A component of its own, because the empty pattern, which means that, is lost among
 * several in a component's description.
 */
@Component(service = Servlet.class, property = "osgi.http.whiteboard.servlet.pattern=")
@HttpWhiteboardServletName("workstatus-dashboard")
public final class DashboardServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Pages pages;

    @Activate
    public DashboardServlet(BundleContext context) throws IOException {
        pages = Pages.of(context.getBundle(), "index.html", false);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pages.answer(request, response);
    }
}
