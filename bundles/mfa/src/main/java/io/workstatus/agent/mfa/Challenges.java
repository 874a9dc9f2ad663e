package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The attempts to sign in that have passed the password and wait for the code. Each is for one user and one use. */
final class Challenges {

    static final Duration VALID = Duration.ofMinutes(5);
    static final int MOST_TRIES = 5;

    private static final int MOST_OPEN = 1_000;

    private final TimeSource time;
    private final Map<String, Challenge> open = new LinkedHashMap<>();

    Challenges(TimeSource time) {
        this.time = time;
    }

    private static final class Challenge {
        private final User user;
        private final long since;
        private int tries;

        Challenge(User user, long since) {
            this.user = user;
            this.since = since;
        }
    }

    synchronized String open(User user) {
        long now = time.nanoTime();
        open.values().removeIf(challenge -> expired(challenge, now));
        Iterator<String> oldest = open.keySet().iterator();
        while (open.size() >= MOST_OPEN && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
        String id = Tokens.next();
        open.put(Tokens.fingerprint(id), new Challenge(user, now));
        return id;
    }

    /** Whose it is, as the user was when the password was right. */
    synchronized Optional<User> user(String id) {
        return Optional.ofNullable(open.get(Tokens.fingerprint(id)))
                .filter(challenge -> !expired(challenge, time.nanoTime()))
                .map(challenge -> challenge.user);
    }

    /** Takes one of its tries; false if none is left or it is over. */
    synchronized boolean takeTry(String id) {
        Challenge challenge = open.get(Tokens.fingerprint(id));
        if (challenge == null || over(challenge)) {
            return false;
        }
        challenge.tries++;
        return true;
    }

    /** Whether one of its tries is left. */
    synchronized boolean hasTries(String id) {
        Challenge challenge = open.get(Tokens.fingerprint(id));
        return challenge != null && !over(challenge);
    }

    private boolean over(Challenge challenge) {
        return expired(challenge, time.nanoTime()) || challenge.tries >= MOST_TRIES;
    }

    /** Uses it up; false if it was used before. */
    synchronized boolean close(String id) {
        return open.remove(Tokens.fingerprint(id)) != null;
    }

    private static boolean expired(Challenge challenge, long now) {
        return now - challenge.since >= VALID.toNanos();
    }
}
