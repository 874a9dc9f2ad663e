package io.workstatus.agent.config.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an agent tells of itself with each request, in headers.
 *
 * @param agent its id
 * @param version of the agent
 * @param user who is signed in to be recorded, if anybody
 * @param queue the status part {@code queue}, or null
 * @param health {@code ok}, {@code warn} or {@code critical}, if it is known
 */
record Report(
        String agent,
        String version,
        Optional<String> user,
        @Nullable Map<?, ?> queue,
        Optional<String> health) {

    private static final Pattern TIME = Pattern.compile("[0-9TZ:.-]{20,30}");

    /** @param applied the policy that is followed, as {@link PolicyGuard#hash} has it, or null */
    Map<String, String> headers(@Nullable String applied) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Workstatus-Agent", agent);
        headers.put("Workstatus-Version", version);
        user.ifPresent(name -> headers.put("Workstatus-User", encoded(name)));
        if (applied != null) {
            headers.put("Workstatus-Policy", applied);
        }
        if (queue != null) {
            headers.put("Workstatus-Queue", queue(queue));
        }
        health.ifPresent(word -> headers.put("Workstatus-Health", word));
        return headers;
    }

    private static String queue(Map<?, ?> queue) {
        String counts = "pending=" + count(queue.get("pending")) + ", quarantined=" + count(queue.get("quarantined"));
        String oldest = String.valueOf(queue.get("oldest"));
        return TIME.matcher(oldest).matches() ? counts + ", oldest=" + oldest : counts;
    }

    private static long count(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
