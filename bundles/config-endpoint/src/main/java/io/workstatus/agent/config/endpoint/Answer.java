package io.workstatus.agent.config.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** How a policy is answered with, after RFC 9110: a strong entity tag, and 304 for whoever has it already. */
final class Answer {

    static final String SIGNATURE_HEADER = "Workstatus-Signature";

    private Answer() {}

    static void get(Served served, HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<String> known = Collections.list(request.getHeaders("If-None-Match"));
        if (known.stream().anyMatch(header -> matches(header, served.etag()))) {
            headers(served, response);
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        } else {
            document(served, response);
        }
    }

    static void document(Served served, HttpServletResponse response) throws IOException {
        headers(served, response);
        response.setContentType("application/json");
        response.setContentLength(served.body().length);
        response.getOutputStream().write(served.body());
    }

    private static void headers(Served served, HttpServletResponse response) {
        response.setHeader("ETag", served.etag());
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("Vary", Caller.AGENT_HEADER + ", " + Caller.USER_HEADER);
        if (served.signature() != null) {
            response.setHeader(SIGNATURE_HEADER, served.signature());
        }
    }

    /** Weakly, as §13.1.2 wants it; our tags hold no comma. */
    static boolean matches(String header, String etag) {
        return Arrays.stream(header.split(",", -1))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }
}
