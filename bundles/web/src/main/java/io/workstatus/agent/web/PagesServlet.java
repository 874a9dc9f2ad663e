package io.workstatus.agent.web;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Serves the files under {@code pages/}: {@code /} the dashboard, {@code /assets/…} what it loads, and {@code /signin} with
 * all below it, which needs no sign-in. A path is looked up among the files that there are, so no path leads out of them.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("workstatus-pages")
@HttpWhiteboardServletPattern({"", "/signin/*", "/assets/*"})
public final class PagesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String FOLDER = "/pages";
    private static final String INDEX = "/index.html";

    private final transient Map<String, Page> pages;

    /** Reads the files of this bundle. */
    @Activate
    public PagesServlet(BundleContext context) throws IOException {
        this(filesOf(context.getBundle()));
    }

    /** Serves files by their paths, as {@code /assets/dashboard.js}; an index file answers for its folder. */
    PagesServlet(Map<String, byte[]> files) {
        Map<String, Page> byPath = new HashMap<>();
        files.forEach((path, content) -> byPath.put(addressOf(path), Page.of(path, content)));
        pages = Map.copyOf(byPath);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Page page = pages.get(pathOf(request));
        if (page == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "There is no such page.");
            return;
        }
        // Kept by the browser, but asked for each time: after a swap of this bundle nobody sees the old page.
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("ETag", page.etag());
        if (isKnown(request.getHeader("If-None-Match"), page.etag())) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(page.mediaType());
        response.setContentLength(page.content().length);
        response.getOutputStream().write(page.content());
    }

    /** The path after the context's, decoded by the container. */
    private static String pathOf(HttpServletRequest request) {
        String rest = request.getPathInfo();
        return rest == null ? request.getServletPath() : request.getServletPath() + rest;
    }

    private static String addressOf(String path) {
        if (path.equals(INDEX)) {
            return "/";
        }
        return path.endsWith(INDEX) ? path.substring(0, path.length() - INDEX.length()) : path;
    }

    /** Weak comparison, after RFC 9110 §13.1.2. */
    private static boolean isKnown(String ifNoneMatch, String etag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
    }

    private static Map<String, byte[]> filesOf(Bundle bundle) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (URL file : Collections.list(bundle.findEntries(FOLDER, "*.*", true))) {
            try (InputStream content = file.openStream()) {
                files.put(file.getPath().substring(FOLDER.length()), content.readAllBytes());
            }
        }
        return files;
    }
}
