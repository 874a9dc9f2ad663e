package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What browsers of people who are signed in were asked to answer with a passkey: one question each, good for a while. */
final class PasskeyQuestions {

    private final TimeSource time;

    /** By the fingerprints of the tokens of those who were asked. */
    private final Map<String, Asked> open = new ConcurrentHashMap<>();

    PasskeyQuestions(TimeSource time) {
        this.time = time;
    }

    /** A challenge, and since when it is open, on the monotonic clock. */
    private record Asked(String challenge, long since) {}

    /** A new challenge; the one before is void. */
    String ask(String token) {
        String challenge = Tokens.next();
        open.put(Tokens.fingerprint(token), new Asked(challenge, time.nanoTime()));
        return challenge;
    }

    /** The open challenge. */
    Optional<String> of(String token) {
        return Optional.ofNullable(open.get(Tokens.fingerprint(token)))
                .filter(asked -> !isOver(asked))
                .map(Asked::challenge);
    }

    /** The open challenge, which is none any more. */
    Optional<String> take(String token) {
        return Optional.ofNullable(open.remove(Tokens.fingerprint(token)))
                .filter(asked -> !isOver(asked))
                .map(Asked::challenge);
    }

    /** Forgets what is over. */
    void sweep() {
        open.values().removeIf(this::isOver);
    }

    private boolean isOver(Asked asked) {
        return time.nanoTime() - asked.since() >= Challenges.VALID.toNanos();
    }
}
