package io.workstatus.agent.mfa;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.workstatus.agent.api.access.Authenticator;
import io.workstatus.agent.api.access.SignedIn;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** What the calls of this bundle have in common: JSON in and out, a refusal told by its status, and the cookie. */
abstract class JsonServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int MOST_BYTES = 64 * 1024;
    private static final String COOKIE = Authenticator.COOKIE + "=%s; Path=/; HttpOnly; SameSite=Strict";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The work of one call. */
    @FunctionalInterface
    interface Call {
        void answer() throws Refusal, IOException;
    }

    static void answer(HttpServletRequest request, HttpServletResponse response, Call call) throws IOException {
        try {
            call.answer();
        } catch (Refusal refusal) {
            refusal.retryAfter()
                    .ifPresent(wait -> response.setHeader(
                            "Retry-After", Long.toString(wait.plusMillis(999).toSeconds())));
            refusal.type().ifPresent(type -> request.setAttribute("io.workstatus.agent.problem.type", type));
            response.sendError(refusal.status(), refusal.getMessage());
        }
    }

    static void requireAdmin(HttpServletRequest request) throws Refusal {
        if (!request.isUserInRole(SignedIn.ADMIN)) {
            throw new Refusal(403, "Users are the administrators' business.");
        }
    }

    static JsonNode body(HttpServletRequest request) throws Refusal, IOException {
        byte[] bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new Refusal(413, "The request is larger than 64 KiB.");
        }
        JsonNode body;
        try {
            body = JSON.readTree(bytes);
        } catch (IOException e) {
            throw new Refusal(400, "The request is not JSON.");
        }
        if (body == null || !body.isObject()) {
            throw new Refusal(400, "The request is not a JSON object.");
        }
        return body;
    }

    static String text(JsonNode body, String name) throws Refusal {
        JsonNode value = body.path(name);
        if (!value.isTextual()) {
            throw new Refusal(400, "\"" + name + "\" is missing or not a string.");
        }
        return value.textValue();
    }

    static Optional<String> optionalText(JsonNode body, String name) throws Refusal {
        return body.path(name).isMissingNode() || body.path(name).isNull()
                ? Optional.empty()
                : Optional.of(text(body, name));
    }

    static boolean flag(JsonNode body, String name, boolean otherwise) throws Refusal {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw new Refusal(400, "\"" + name + "\" is not true or false.");
        }
        return value.booleanValue();
    }

    static void send(HttpServletResponse response, int status, Object content) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write(JSON.writeValueAsBytes(content));
    }

    static Optional<String> token(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return Arrays.stream(cookies == null ? new Cookie[0] : cookies)
                .filter(cookie -> cookie.getName().equals(Authenticator.COOKIE))
                .map(Cookie::getValue)
                .findFirst();
    }

    static void setToken(HttpServletResponse response, String token) {
        response.addHeader("Set-Cookie", COOKIE.formatted(token));
    }

    static void clearToken(HttpServletResponse response) {
        response.addHeader("Set-Cookie", COOKIE.formatted("") + "; Max-Age=0");
    }
}
