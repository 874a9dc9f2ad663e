package io.workstatus.agent.config.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.clock.TimeSource;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an agent reported with a request; what was no such report is null.
 *
 * @param id of the agent
 * @param user who is signed in there to be recorded
 * @param version of the agent
 * @param applied the policy that it follows, the first half of the SHA-256 of the document, in hexadecimal digits
 * @param current whether that is the one that it was answered with
 * @param lastSeen when it asked
 * @param queue what waits there
 * @param health {@code ok}, {@code warn} or {@code critical}
 */
record Sighting(
        String id,
        @Nullable String user,
        @Nullable String version,
        @Nullable String applied,
        boolean current,
        Instant lastSeen,
        @Nullable Queue queue,
        @Nullable String health) {

    /** How many items wait and were set aside, and since when the oldest waits. */
    record Queue(long pending, long quarantined, @Nullable String oldest) {}

    static final String VERSION_HEADER = "Workstatus-Version";
    static final String POLICY_HEADER = "Workstatus-Policy";
    static final String QUEUE_HEADER = "Workstatus-Queue";
    static final String HEALTH_HEADER = "Workstatus-Health";

    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+_-]{1,40}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern QUEUE =
            Pattern.compile("pending=(\\d{1,15}), ?quarantined=(\\d{1,15})(?:, ?oldest=([0-9TZ:.-]{20,30}))?");
    private static final Set<String> HEALTHS = Set.of("ok", "warn", "critical");

    static Sighting of(Caller caller, HttpServletRequest request, Instant now, Served served) {
        String applied = matching(HASH, request.getHeader(POLICY_HEADER));
        String health = request.getHeader(HEALTH_HEADER);
        return new Sighting(
                caller.agent().orElseThrow(),
                caller.user().orElse(null),
                matching(VERSION, request.getHeader(VERSION_HEADER)),
                applied,
                applied != null && served.etag().equals('"' + applied + '"'),
                now,
                queue(request.getHeader(QUEUE_HEADER)),
                health != null && HEALTHS.contains(health) ? health : null);
    }

    /** From what {@link #toJson()} made. */
    static Sighting of(ObjectNode json) {
        var queue = json.path("queue");
        return new Sighting(
                json.path("id").textValue(),
                json.path("user").textValue(),
                json.path("version").textValue(),
                json.path("policy").textValue(),
                json.path("current").asBoolean(),
                Instant.parse(json.path("lastSeen").asText()),
                queue.isObject()
                        ? new Queue(
                                queue.path("pending").longValue(),
                                queue.path("quarantined").longValue(),
                                queue.path("oldest").textValue())
                        : null,
                json.path("health").textValue());
    }

    ObjectNode toJson() {
        ObjectNode json = StrictJson.JSON.createObjectNode();
        json.put("id", id);
        json.put("user", user);
        json.put("version", version);
        json.put("policy", applied);
        json.put("current", current);
        json.put("lastSeen", TimeSource.ISO_MILLIS.format(lastSeen));
        if (queue == null) {
            json.putNull("queue");
        } else {
            json.putObject("queue")
                    .put("pending", queue.pending())
                    .put("quarantined", queue.quarantined())
                    .put("oldest", queue.oldest());
        }
        json.put("health", health);
        return json;
    }

    private static @Nullable Queue queue(@Nullable String header) {
        Matcher matcher = QUEUE.matcher(header == null ? "" : header);
        if (!matcher.matches()) {
            return null;
        }
        return new Queue(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), time(matcher.group(3)));
    }

    private static @Nullable String time(@Nullable String text) {
        try {
            return text == null ? null : TimeSource.ISO_MILLIS.format(Instant.parse(text));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String matching(Pattern pattern, @Nullable String value) {
        return value != null && pattern.matcher(value).matches() ? value : null;
    }
}
