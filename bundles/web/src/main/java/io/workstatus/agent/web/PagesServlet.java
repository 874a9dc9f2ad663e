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
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code /signin} with all below it, which needs no sign-in; the pages behind it, {@code /day}, {@code /data},
 * {@code /policy} and {@code /account}, and {@code /assets/…}, what they load.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("workstatus-pages")
@HttpWhiteboardServletPattern({"/day", "/data", "/policy", "/account", "/signin/*", "/assets/*"})
public final class PagesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Pages pages;

    @Activate
    public PagesServlet(BundleContext context) throws IOException {
        this(Pages.of(context.getBundle(), "*.*", true));
    }

    PagesServlet(Pages pages) {
        this.pages = pages;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pages.answer(request, response);
    }
}
