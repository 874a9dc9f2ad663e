package io.workstatus.agent.config.client;

import java.time.Duration;
import java.util.Optional;

/** There was no answer, or one that says that the server cannot answer now. The message is one line for people. */
final class UnreachableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    UnreachableException(String message, Optional<Duration> retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** After which time the server wants to be asked again, if it said so. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
