package io.workstatus.agent.config.client;

import org.jspecify.annotations.Nullable;

/** What a server that works may say. */
sealed interface PolicyAnswer {

    /** What we have is current. */
    record Unchanged() implements PolicyAnswer {}

    /**
     * A document, not looked at yet.
     *
     * @param etag to ask with the next time, or null
     * @param signature that came with it, Base64, or null
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Document(
            byte[] body, @Nullable String etag, @Nullable String signature) implements PolicyAnswer {}
}
