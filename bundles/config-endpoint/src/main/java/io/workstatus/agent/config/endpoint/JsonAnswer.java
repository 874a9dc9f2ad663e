package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the calls about the policy have in common. */
final class JsonAnswer {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 10_000;

    private JsonAnswer() {}

    static void send(JsonNode json, HttpServletResponse response) throws IOException {
        byte[] body = json.toString().getBytes(UTF_8);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static void refuse(PolicyException e, HttpServletResponse response) throws IOException {
        int status = switch (e.kind()) {
            case MALFORMED -> HttpServletResponse.SC_BAD_REQUEST;
            case TOO_LARGE -> HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
            case REFUSED -> 422;
        };
        response.sendError(status, e.getMessage());
    }

    /** What the disk refused: nothing has changed, and trying again is safe. */
    static void notKept(IOException e, HttpServletResponse response) throws IOException {
        String why = e.getMessage() == null ? e.toString() : e.getMessage();
        response.sendError(
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                "The policy could not be kept (" + why + "), so the one before is served still."
                        + " Make room on the disk, or give the agent the right to write to its home, and try again.");
    }

    /** One JSON object of at most so many bytes. */
    static ObjectNode body(HttpServletRequest request, int most) throws IOException, PolicyException {
        byte[] body = request.getInputStream().readNBytes(most + 1);
        if (body.length > most) {
            throw new PolicyException(PolicyException.Kind.TOO_LARGE, "it is more than " + most + " bytes");
        }
        return StrictJson.object(body);
    }

    static int limit(HttpServletRequest request) throws PolicyException {
        String value = request.getParameter("limit");
        if (value == null) {
            return DEFAULT_LIMIT;
        }
        if (!value.matches("\\d{1,6}") || Integer.parseInt(value) < 1) {
            throw new PolicyException(PolicyException.Kind.MALFORMED, "limit is a number from 1 to " + MOST);
        }
        return Math.min(MOST, Integer.parseInt(value));
    }
}
