package io.workstatus.agent.journal;

import java.time.Instant;
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
}
