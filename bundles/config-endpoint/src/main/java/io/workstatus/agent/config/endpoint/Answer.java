package io.workstatus.agent.config.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** How a policy is answered with, after RFC 9110: a strong entity tag, and 304 for whoever has it already. */
final class Answer {

    private Answer() {}

    static void get(Served served, HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<String> known = Collections.list(request.getHeaders("If-None-Match"));
        if (known.stream().anyMatch(header -> matches(header, served.etag()))) {
            response.setHeader("ETag", served.etag());
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        } else {
            document(served, response);
        }
    }

    static void document(Served served, HttpServletResponse response) throws IOException {
        response.setHeader("ETag", served.etag());
        response.setHeader("Cache-Control", "no-cache");
        response.setContentType("application/json");
        response.setContentLength(served.body().length);
        response.getOutputStream().write(served.body());
    }

    /** Weakly, as §13.1.2 wants it; our tags hold no comma. */
    private static boolean matches(String header, String etag) {
        return Arrays.stream(header.split(",", -1))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }
}
