package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.mfa.CodeJudge.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attempts that wait for a second factor, and the mails with the codes of some. */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    /** So long a request waits for the mail server's word; what comes later is told later. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** So long an applicant who asks again is mailed the same code again. */
    private static final Duration SAME_AGAIN = Duration.ofMinutes(1);

    private final Challenges challenges;
    private final MailedCodes mailedCodes;
    private final TimeSource time;
    private final Journal journal;

    /** What the applicant for the first user was mailed last. */
    private volatile @Nullable Mailed toApplicant;

    Attempts(MailedCodes mailedCodes, TimeSource time, Journal journal) {
        this.mailedCodes = mailedCodes;
        this.time = time;
        this.journal = journal;
        challenges = new Challenges(time);
    }

    /**
     * The password was right, the code is awaited.
     *
     * @param id names this attempt
     * @param passkey what a passkey has to prove, if the user has one
     */
    record Challenge(String id, String factor, Instant expiresAt, Optional<Map<String, Object>> passkey) {}

    /** A code that was mailed, and when, on the monotonic clock. */
    private record Mailed(User user, String code, long since) {}

    /** Opens one that waits for a code of an app, or for a recovery code. */
    Challenge open(User user, String factor) {
        return told(user, challenges.open(user), factor, time.now().plus(Challenges.VALID));
    }

    /** Opens one of somebody who has just applied for the first user, and mails its code. */
    Challenge mailApplicant(User user) throws Refusal {
        toApplicant = null;
        return mail(user, false);
    }

    /** Opens one, and mails its code. Who does not exist yet is mailed the same code again for a while. */
    Challenge mail(User user, boolean exists) throws Refusal {
        long now = time.nanoTime();
        Mailed before = toApplicant;
        Mailed mailed =
                !exists && before != null && before.user().equals(user) && now - before.since() < SAME_AGAIN.toNanos()
                        ? before
                        : new Mailed(user, MailedCodes.next(), now);
        if (!exists) {
            toApplicant = mailed;
        }
        String id = challenges.open(user, mailed.code(), mailed.since());
        send(user, mailed.code(), id);
        Duration left = Challenges.VALID.minusNanos(now - mailed.since());
        return told(user, id, user.factor(), time.now().plus(left));
    }

    private static Challenge told(User user, String id, String factor, Instant expiresAt) {
        return new Challenge(id, factor, expiresAt, PasskeyCeremony.request(user, id));
    }

    /** Mails the code of an attempt. What goes wrong soon is said at once; what goes wrong later, with the code. */
    private void send(User user, String code, String challenge) throws Refusal {
        CompletableFuture<String> sending = mailedCodes.send(user, code);
        CompletableFuture<String> noted = sending.whenComplete((said, failure) -> {
            if (failure == null) {
                journal.append("signin.code.sent", Map.of("user", user.name()));
            } else {
                journal.append("signin.code.failed", Map.of("user", user.name(), "reason", sentence(failure)));
                challenges.failed(challenge, sentence(failure));
            }
        });
        try {
            noted.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.info("The code for {} is still on its way", user.name());
        } catch (ExecutionException e) {
            challenges.close(challenge);
            throw Refusal.unsent(sentence(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens one under a name that is known already, and mails its code; tells until when that is good. */
    Instant mailAs(String id, User user) throws Refusal {
        String code = MailedCodes.next();
        challenges.openAs(id, user, code, time.nanoTime());
        send(user, code, id);
        return time.now().plus(Challenges.VALID);
    }

    static String sentence(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    }

    /** Whose it is, as the user was when the password was right. */
    Optional<User> user(String id) {
        return challenges.user(id);
    }

    /** Fails, and ends the attempt, if its mail did not go. */
    void requireSent(String id) throws Refusal {
        Optional<String> unsent = challenges.problem(id);
        if (unsent.isPresent()) {
            challenges.close(id);
            throw Refusal.unsent(unsent.get());
        }
    }

    /** What a code is given for: a few tries, and once right. */
    Purpose purpose(String id) {
        return new OfChallenge(id);
    }

    private final class OfChallenge implements Purpose {

        private final String challenge;

        OfChallenge(String challenge) {
            this.challenge = challenge;
        }

        @Override
        public boolean open() {
            return challenges.takeTry(challenge);
        }

        @Override
        public Optional<String> mailed() {
            return challenges.mailed(challenge);
        }

        @Override
        public void fulfilled() {
            challenges.close(challenge);
        }

        @Override
        public boolean goesOn() {
            return challenges.hasTries(challenge);
        }
    }
}
