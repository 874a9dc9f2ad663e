package io.workstatus.agent.deploy;

import io.workstatus.agent.api.clock.TimeSource;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Stands before the web console's own pages, so that what is done there takes the same way as through the API: a jar that is
 * uploaded is checked and swapped, a toggle is kept and journaled with who did it, and fixed bundles are left alone.
 */
@Component(
        service = Filter.class,
        property = {
            "osgi.http.whiteboard.filter.pattern=/*",
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)",
            Constants.SERVICE_RANKING + ":Integer=1000",
        })
public final class ConsoleGuard implements Filter {

    private static final String CONSOLE = "/system/console/";

    private final BundleContext context;
    private final Deployment deployment;
    private final TimeSource time;

    @Activate
    public ConsoleGuard(BundleContext context, @Reference Deployment deployment, @Reference TimeSource time) {
        this.context = context;
        this.deployment = deployment;
        this.time = time;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        if (List.of("GET", "HEAD").contains(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        String page = page(request);
        String action = Optional.ofNullable(request.getParameter("action")).orElse("");
        try {
            if (page.equals("bundles") || page.equals("install")) {
                bundles(action, request, response, chain);
            } else if (page.equals("vmstat") && action.equals("setStartLevel")) {
                throw new RefusedException.NotAllowed(
                        "the start level cannot be changed: capabilities are stopped and started one by one");
            } else if (page.equals("components") && action.startsWith("disable")) {
                throw new RefusedException.NotAllowed(
                        "a component cannot be switched off by itself: stop its capability");
            } else {
                chain.doFilter(request, response);
            }
        } catch (RefusedException e) {
            response.sendError(e.status(), e.getMessage());
        }
    }

    private void bundles(String action, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws RefusedException, IOException, ServletException {
        if (action.equals("install")) {
            install(request);
            if (request.getRequestURI().endsWith("/install")) {
                response.setContentLength(0);
            } else {
                response.sendRedirect(request.getRequestURI());
            }
            return;
        }
        Optional<Bundle> named = bundle(request);
        if (named.isEmpty()) {
            chain.doFilter(request, response); // it acts on all bundles, or finds none
            return;
        }
        Bundle bundle = named.get();
        if (!Container.isCapability(bundle)) {
            throw new RefusedException.Fixed(bundle.getSymbolicName());
        }
        String id = Container.id(bundle);
        String user = request.getRemoteUser();
        switch (action) {
            case "start" -> deployment.start(id, user);
            case "stop" -> deployment.stop(id, user);
            case "uninstall" -> deployment.remove(id, user);
            case "refresh" -> deployment.refresh(id, user);
            default -> throw new RefusedException("'" + id + "' is replaced by a jar: upload one with Install/Update");
        }
        Json.write(response, HttpServletResponse.SC_OK, Map.of("fragment", false, "stateRaw", bundle.getState()));
    }

    private void install(HttpServletRequest request) throws RefusedException, IOException, ServletException {
        if (!StepUp.isRecent(request, time)) {
            throw new RefusedException.NotAllowed(StepUp.DETAIL + "; the console's page Agent asks for one");
        }
        List<Part> files = request.getParts().stream()
                .filter(part -> part.getName().equals("bundlefile") && part.getSubmittedFileName() != null)
                .toList();
        if (files.isEmpty()) {
            throw new RefusedException("there is no file in the form");
        }
        for (Part file : files) {
            try (InputStream content = file.getInputStream()) {
                deployment.replace(
                        Optional.empty(), content.readNBytes(CheckedJar.MAX_BYTES + 1), false, request.getRemoteUser());
            }
        }
    }

    /** The last part of the path, as the console reads it: a bundle's id, or its symbolic name and perhaps its version. */
    private Optional<Bundle> bundle(HttpServletRequest request) {
        String path = request.getRequestURI();
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (!last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9')) {
            try {
                return Optional.ofNullable(context.getBundle(Long.parseLong(last)));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        String name = last.split(":", 2)[0];
        return Stream.of(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst();
    }

    private static String page(HttpServletRequest request) {
        String path = request.getRequestURI();
        String below = path.startsWith(CONSOLE) ? path.substring(CONSOLE.length()) : "";
        return below.split("[/.]", 2)[0];
    }
}
