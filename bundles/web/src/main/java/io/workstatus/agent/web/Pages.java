package io.workstatus.agent.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * Files by the paths at which they are served, as {@code /assets/dashboard.js}; an index file answers for its folder. A path
 * is looked up among the files that there are, so no path leads out of them.
 */
final class Pages {

    private static final String FOLDER = "/pages";
    private static final String INDEX = "/index.html";

    private final Map<String, Page> pages;

    /** By their paths below the folder {@code pages}. */
    Pages(Map<String, byte[]> files) {
        Map<String, Page> byAddress = new HashMap<>();
        files.forEach((path, content) -> byAddress.put(addressOf(path), Page.of(path, content)));
        pages = Map.copyOf(byAddress);
    }

    /** Those of a bundle's folder {@code pages} with a name like {@code pattern}. */
    static Pages of(Bundle bundle, String pattern, boolean recurse) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (URL file : Collections.list(bundle.findEntries(FOLDER, pattern, recurse))) {
            try (InputStream content = file.openStream()) {
                files.put(file.getPath().substring(FOLDER.length()), content.readAllBytes());
            }
        }
        return new Pages(files);
    }

    /** Answers a request with the file at its path, with nothing where the browser has it already, or with 404. */
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
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
    private static boolean isKnown(@Nullable String ifNoneMatch, String etag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
    }
}
