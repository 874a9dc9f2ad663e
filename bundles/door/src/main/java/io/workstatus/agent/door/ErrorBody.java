package io.workstatus.agent.door;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an error says: for programs an RFC 9457 problem, for people a short page. All ASCII, so that it fits whatever
 * character encoding the response was begun in.
 */
@SuppressWarnings("ArrayRecordComponent")
record ErrorBody(String mediaType, byte[] content) {

    private static final ObjectWriter JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writerFor(Problem.class);

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(410, "Gone"),
            Map.entry(411, "Length Required"),
            Map.entry(412, "Precondition Failed"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(416, "Range Not Satisfiable"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(426, "Upgrade Required"),
            Map.entry(428, "Precondition Required"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"),
            Map.entry(505, "HTTP Version Not Supported"));

    private static final Map<Integer, String> PLAIN_WORDS = Map.of(
            400, "This request could not be understood.",
            401, "You are not signed in.",
            403, "This is not allowed.",
            404, "There is nothing here.",
            405, "This page cannot be used in that way.",
            409, "This is not possible right now.",
            413, "This is too large.",
            429, "Too many attempts.",
            500, "Something went wrong in the agent.",
            503, "This part of the agent is not running.");

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s</title>
            </head>
            <body>
            <main>
            <h1>%1$s</h1>
            <p>%2$s</p>
            <p><a href="/">To the start page</a></p>
            </main>
            </body>
            </html>
            """;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Problem(
            String type, String title, int status, @Nullable String detail) {}

    /** @param type a URI that names the kind of problem, or null for one that its status says all about */
    static ErrorBody problem(int status, @Nullable String type, @Nullable String detail) {
        Problem problem = new Problem(type == null ? "about:blank" : type, title(status), status, detail);
        try {
            return new ErrorBody("application/problem+json", JSON.writeValueAsBytes(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static ErrorBody page(int status, @Nullable String detail) {
        String words = PLAIN_WORDS.getOrDefault(status, title(status));
        String page = PAGE.formatted(words, detail == null ? "" : escaped(detail));
        return new ErrorBody("text/html;charset=utf-8", page.getBytes(StandardCharsets.US_ASCII));
    }

    private static String title(int status) {
        return TITLES.getOrDefault(status, "Error " + status);
    }

    private static String escaped(String text) {
        StringBuilder html = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean harmless = c == ' ' || c == '.' || c == ',' || c == ':' || c == '/' || c == '-' || c == '_';
            if (harmless || (c < 0x80 && Character.isLetterOrDigit(c))) {
                html.appendCodePoint(c);
            } else {
                html.append("&#").append(c).append(';');
            }
        });
        return html.toString();
    }
}
