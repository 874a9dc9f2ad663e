package io.workstatus.agent.api.store;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store did not do what it was asked. The message is one line for people and says what to do; it holds no secret. */
public class StoreException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What helps. */
    public enum Kind {
        /** Trying again later: no network, a busy server, a time-out, a full disk. */
        TRANSIENT,
        /** Nothing helps this object: the store will never take it. The others are not concerned. */
        ITEM,
        /** Somebody has to put the store right: credentials, no such bucket, a folder that cannot be written. */
        STORE
    }

    private final Kind kind;
    private final String code;
    private final transient Optional<Duration> retryAfter;

    /**
     * Without a wish of the store about when to try again.
     *
     * @param kind what helps
     * @param code short and stable, for machines, as {@code NoSuchBucket} or {@code AccessDenied}
     * @param message one line for people
     * @param cause or null
     */
    public StoreException(Kind kind, String code, String message, @Nullable Throwable cause) {
        this(kind, code, message, cause, Optional.empty());
    }

    /** As above, with the time after which the store wants to be asked again. */
    public StoreException(
            Kind kind, String code, String message, @Nullable Throwable cause, Optional<Duration> retryAfter) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** What helps. */
    public Kind kind() {
        return kind;
    }

    /** Short and stable, for machines. */
    public String code() {
        return code;
    }

    /** After which time the store wants to be asked again, if it said so. */
    public Optional<Duration> retryAfter() {
        return retryAfter == null ? Optional.empty() : retryAfter;
    }
}
