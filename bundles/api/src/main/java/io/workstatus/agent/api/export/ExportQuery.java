package io.workstatus.agent.api.export;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked for.
 *
 * @param from inclusive
 * @param to exclusive
 * @param reader who asks, if it is somebody who sees only what is their own; empty for an administrator
 * @param parameters the other parameters of the request, the first value of each
 */
public record ExportQuery(Instant from, Instant to, Optional<String> reader, Map<String, String> parameters) {

    /** Keeps the parameters from changing. */
    public ExportQuery {
        parameters = Map.copyOf(parameters);
    }
}
