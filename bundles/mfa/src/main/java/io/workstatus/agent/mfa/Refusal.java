package io.workstatus.agent.mfa;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A request that was understood and is not granted. The message is one line for people. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Optional<Duration> retryAfter;
    private final transient Optional<String> type;

    private Refusal(int status, String sentence, Optional<Duration> retryAfter, Optional<String> type) {
        super(sentence, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
        this.type = type;
    }

    Refusal(int status, String sentence) {
        this(status, sentence, Optional.empty(), Optional.empty());
    }

    /** Only soon after a code. */
    static Refusal stepUp() {
        return new Refusal(
                401,
                "The last code is more than 5 minutes old: give a new one to /api/v1/step-up.",
                Optional.empty(),
                Optional.of("/problems/step-up"));
    }

    /** The mail server did not do its part. */
    static Refusal unsent(String sentence) {
        return new Refusal(503, sentence);
    }

    /** Not now, but after a while. */
    static Refusal later(Duration wait, String sentence) {
        return new Refusal(429, sentence, Optional.of(wait), Optional.empty());
    }

    /** What sign-in depends on cannot be read; the exception says what to do. */
    static Refusal damaged(DamagedFileException e) {
        return new Refusal(503, Objects.requireNonNull(e.getMessage()));
    }

    /** What has to be remembered cannot be written down, so it was not done. */
    static Refusal unwritable(IOException e) {
        return new Refusal(
                503,
                "This could not be written to the disk (" + e.getClass().getSimpleName()
                        + "), so it was not done. Make room in the agent's home folder, or make it writable.");
    }

    int status() {
        return status;
    }

    /** A URI that names the kind of problem, where the status does not say it all. */
    Optional<String> type() {
        return type;
    }

    /** After which time asking again makes sense. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
