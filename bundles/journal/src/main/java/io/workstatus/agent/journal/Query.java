package io.workstatus.agent.journal;

import io.workstatus.agent.api.access.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which records are asked for.
 *
 * @param from inclusive
 * @param to exclusive
 * @param type exactly this one, all that begin with it if it ends with a dot or, without it, with an asterisk; null for all
 * @param limit at most so many
 * @param reader who asks, if it is somebody who sees only what concerns nobody or themselves
 */
record Query(Instant from, Instant to, @Nullable String type, int limit, Optional<String> reader) {

    private static final Duration DEFAULT_SPAN = Duration.ofHours(24);

    /** What a request asks for with {@code from}, {@code to} and {@code type}, of what it may see. */
    static Query of(HttpServletRequest request, int limit, Instant now) {
        // What happened in this very millisecond is past already.
        Instant to = time(request.getParameter("to"), now.plusMillis(1));
        Instant from = time(request.getParameter("from"), now.minus(DEFAULT_SPAN));
        return new Query(from, to, request.getParameter("type"), limit, reader(request));
    }

    /** Who asks, if it is somebody who sees only what concerns nobody or themselves. */
    static Optional<String> reader(HttpServletRequest request) {
        return request.isUserInRole(SignedIn.ADMIN) ? Optional.empty() : Optional.ofNullable(request.getRemoteUser());
    }

    static String timesExplained(DateTimeParseException e) {
        return "from and to are times as 2026-11-22T08:15:00.000Z, not " + e.getParsedString();
    }

    boolean matches(WrittenRecord found) {
        return !found.time().isBefore(from)
                && found.time().isBefore(to)
                && matchesType(found.type())
                && found.isShownTo(reader);
    }

    private boolean matchesType(String found) {
        if (type == null) {
            return true;
        }
        if (type.endsWith("*")) {
            return found.startsWith(type.substring(0, type.length() - 1));
        }
        return type.endsWith(".") ? found.startsWith(type) : found.equals(type);
    }

    private static Instant time(@Nullable String text, Instant otherwise) {
        return text == null ? otherwise : Instant.parse(text);
    }
}
