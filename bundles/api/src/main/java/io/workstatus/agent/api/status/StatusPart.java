package io.workstatus.agent.api.status;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** One member of {@code GET /api/v1/status}: a whiteboard service of whoever knows it. Asked often; answers at once. */
@ConsumerType
public interface StatusPart {

    /** The member's name, as {@code queue}. */
    String name();

    /**
     * The member's value now: strings, numbers, booleans, nulls, {@code java.time.Instant}s, lists and string-keyed maps of
     * these.
     */
    @Nullable
    Object value();
}
