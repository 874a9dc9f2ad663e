package io.workstatus.agent.deploy;

import io.workstatus.agent.api.launch.LaunchProperties;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code GET /api/v1/openapi.yaml}: what the bundles that run say of their calls, each in its {@code OSGI-INF/openapi.yaml}. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/openapi.yaml")
public final class ApiDescriptionServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String PART = "OSGI-INF/openapi.yaml";
    private static final String FRAME = "OSGI-INF/openapi-frame.yaml";

    private final transient BundleContext context;

    @Activate
    public ApiDescriptionServlet(BundleContext context) {
        this.context = context;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ApiDescription description = new ApiDescription(
                text(Objects.requireNonNull(context.getBundle().getEntry(FRAME), FRAME)));
        description.serve(
                context.getProperty(LaunchProperties.VERSION),
                "http://localhost:" + context.getProperty(LaunchProperties.PORT));
        for (Bundle bundle : context.getBundles()) {
            URL part = bundle.getState() == Bundle.ACTIVE ? bundle.getEntry(PART) : null;
            if (part != null) {
                description.add(Container.id(bundle), text(part));
            }
        }
        response.setContentType("application/yaml;charset=utf-8");
        response.getOutputStream().write(description.toYaml().getBytes(StandardCharsets.UTF_8));
    }

    private static String text(URL entry) throws IOException {
        try (InputStream in = entry.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
