package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Who is signed in, in memory only: a new start ends them all. Of a token, no more than its hash is kept. */
final class SignIns {

    static final int MOST_PER_USER = 16;

    private final TimeSource time;
    private final Map<String, SignIn> live = new HashMap<>();

    SignIns(TimeSource time) {
        this.time = time;
    }

    /**
     * One sign-in.
     *
     * @param user as the user was then
     * @param since on the monotonic clock
     * @param usedAt on the monotonic clock
     * @param codeAt when the last code was accepted
     */
    record SignIn(User user, long since, long usedAt, Instant codeAt) {}

    /** How long a sign-in lasts: without being used, and at all. */
    record Limits(Duration idle, Duration most) {}

    /** A new sign-in's token; of those that a user has too many of, the one that was used least lately ends. */
    synchronized String open(User user, Instant codeAt) {
        long now = time.nanoTime();
        return open(user, now, now, codeAt);
    }

    /** The token of a sign-in that goes on as another one, no longer than the first would have: the user has changed. */
    synchronized String goOn(SignIn before, User user) {
        return open(user, before.since(), time.nanoTime(), before.codeAt());
    }

    private String open(User user, long since, long now, Instant codeAt) {
        while (live.values().stream().filter(isOf(user)).count() >= MOST_PER_USER) {
            live.entrySet().stream()
                    .filter(entry -> isOf(user).test(entry.getValue()))
                    .min(Comparator.comparingLong(entry -> entry.getValue().usedAt() - now))
                    .ifPresent(oldest -> live.remove(oldest.getKey()));
        }
        String token = Tokens.next();
        live.put(Tokens.fingerprint(token), new SignIn(user, since, now, codeAt));
        return token;
    }

    /** The sign-in of a token, which counts as used now. */
    synchronized Optional<SignIn> use(String token, Limits limits) {
        long now = time.nanoTime();
        SignIn found = live.get(Tokens.fingerprint(token));
        if (found == null || over(found, limits, now)) {
            return Optional.empty();
        }
        SignIn used = new SignIn(found.user(), found.since(), now, found.codeAt());
        live.put(Tokens.fingerprint(token), used);
        return Optional.of(used);
    }

    /** Whose token it is, without using it. */
    synchronized Optional<User> look(String token, Limits limits) {
        return Optional.ofNullable(live.get(Tokens.fingerprint(token)))
                .filter(found -> !over(found, limits, time.nanoTime()))
                .map(SignIn::user);
    }

    /** A code was accepted once more. */
    synchronized void renew(String token, Instant codeAt) {
        live.computeIfPresent(
                Tokens.fingerprint(token),
                (key, found) -> new SignIn(found.user(), found.since(), found.usedAt(), codeAt));
    }

    synchronized Optional<SignIn> end(String token) {
        return Optional.ofNullable(live.remove(Tokens.fingerprint(token)));
    }

    /** Ends those of users who are no longer what they were, and those whose time is over; tells which. */
    synchronized List<SignIn> sweep(Predicate<User> unchanged, Limits limits) {
        long now = time.nanoTime();
        List<SignIn> ended = new ArrayList<>();
        live.values().removeIf(signIn -> {
            boolean end = over(signIn, limits, now) || !unchanged.test(signIn.user());
            if (end) {
                ended.add(signIn);
            }
            return end;
        });
        return ended;
    }

    private static boolean over(SignIn signIn, Limits limits, long now) {
        return now - signIn.usedAt() >= limits.idle().toNanos()
                || now - signIn.since() >= limits.most().toNanos();
    }

    private static Predicate<SignIn> isOf(User user) {
        return signIn -> signIn.user().key().equals(user.key());
    }
}
