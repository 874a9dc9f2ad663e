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
        private final Optional<String> mailed;
        private final long since;
        private Optional<String> problem = Optional.empty();
        private int tries;

        Challenge(User user, Optional<String> mailed, long since) {
            this.user = user;
            this.mailed = mailed;
            this.since = since;
        }
    }

    /** An attempt that waits for a code of an authenticator app, or for a recovery code. */
    synchronized String open(User user) {
        String id = Tokens.next();
        put(id, new Challenge(user, Optional.empty(), time.nanoTime()));
        return id;
    }

    /** An attempt that waits for a mailed code. Of one account, one such code is live: the one before ends. */
    synchronized String open(User user, String code, long since) {
        String id = Tokens.next();
        openAs(id, user, code, since);
        return id;
    }

    /** As above, under a name that is known already. */
    synchronized void openAs(String id, User user, String code, long since) {
        open.values()
                .removeIf(other -> other.mailed.isPresent() && other.user.key().equals(user.key()));
        put(id, new Challenge(user, Optional.of(code), since));
    }

    /** The code that was mailed for it. */
    synchronized Optional<String> mailed(String id) {
        return Optional.ofNullable(open.get(Tokens.fingerprint(id))).flatMap(challenge -> challenge.mailed);
    }

    /** Its mail did not go. */
    synchronized void failed(String id, String sentence) {
        Challenge challenge = open.get(Tokens.fingerprint(id));
        if (challenge != null) {
            challenge.problem = Optional.of(sentence);
        }
    }

    /** Why its mail did not go, if it did not. */
    synchronized Optional<String> problem(String id) {
        return Optional.ofNullable(open.get(Tokens.fingerprint(id))).flatMap(challenge -> challenge.problem);
    }

    private void put(String id, Challenge challenge) {
        long now = time.nanoTime();
        open.values().removeIf(other -> expired(other, now));
        Iterator<String> oldest = open.keySet().iterator();
        while (open.size() >= MOST_OPEN && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
        open.put(Tokens.fingerprint(id), challenge);
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
