package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down who tries passwords, for an account and for all together, and never shuts anybody out: the longest wait is
 * half a minute. A name that no user has is treated like one that a user has.
 */
final class PasswordThrottle {

    private static final int FREE_TRIES = 5;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
    private static final int MOST_ACCOUNTS = 10_000;

    private static final int BURST = 30;
    private static final Duration REFILL = Duration.ofSeconds(1);

    private final TimeSource time;
    private final Map<String, Tries> accounts = new LinkedHashMap<>(16, 0.75f, true);

    /** The monotonic time at which the last of what was taken from the burst is there again. */
    private long fullAt;

    PasswordThrottle(TimeSource time) {
        this.time = time;
        fullAt = time.nanoTime();
    }

    private record Tries(int count, long last) {

        long nextAt() {
            int extra = count - FREE_TRIES;
            long seconds = extra < 0 ? 0 : Math.min(1L << Math.min(extra, 30), LONGEST_WAIT.toSeconds());
            return last + Duration.ofSeconds(seconds).toNanos();
        }
    }

    /**
     * Counts a try as a wrong one, before it is known to be: of many at the same time, no more are let through than of
     * as many one after the other.
     *
     * @return how long to wait, if this one may not be tried now; it was not counted then
     */
    synchronized Optional<Duration> begin(String name) {
        long now = time.nanoTime();
        String key = Tokens.fingerprint(User.key(name));
        Tries tries = accounts.get(key);
        if (tries != null && now - tries.last() > FORGOTTEN_AFTER.toNanos()) {
            tries = null;
        }
        long spare = fullAt - now > 0 ? fullAt : now;
        long wait = Math.max(
                tries == null ? 0 : tries.nextAt() - now, spare + REFILL.toNanos() - now - BURST * REFILL.toNanos());
        if (wait > 0) {
            return Optional.of(Duration.ofNanos(wait));
        }
        fullAt = spare + REFILL.toNanos();
        accounts.put(key, new Tries(tries == null ? 1 : tries.count() + 1, now));
        if (accounts.size() > MOST_ACCOUNTS) {
            accounts.remove(accounts.keySet().iterator().next());
        }
        return Optional.empty();
    }

    /** The try was right after all. */
    synchronized void succeeded(String name) {
        accounts.remove(Tokens.fingerprint(User.key(name)));
        fullAt -= REFILL.toNanos();
    }
}
