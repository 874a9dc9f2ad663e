package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.mfa.SmtpServer.Mail;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One-time codes that are mailed: how one looks, what is written around it, and how many go to an account. */
final class MailedCodes {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BOUND = 100_000_000;
    private static final int MOST = 20;
    private static final Duration WINDOW = Duration.ofMinutes(15);

    private final Mailer mailer;
    private final TimeSource time;

    /** When mails went to an account, on the monotonic clock; by the key of the user. */
    private final Map<String, Deque<Long>> sent = new HashMap<>();

    MailedCodes(Mailer mailer, TimeSource time) {
        this.mailer = mailer;
        this.time = time;
    }

    static String next() {
        return "%08d".formatted(RANDOM.nextInt(BOUND));
    }

    /** Mails a code; the future ends with the server's words, or with a {@link MailFailedException}. */
    CompletableFuture<String> send(User user, String code) throws Refusal {
        Optional<Duration> wait = take(user.key());
        if (wait.isPresent()) {
            throw Refusal.later(wait.get(), "Many codes were mailed to this account. Wait, or use a recovery code.");
        }
        return mailer.send(new Mail(
                user.email(),
                "Your sign-in code",
                """
                Your code is:

                    %s

                It was asked for with the password of %s, to sign in to the Workstatus Agent.
                It is good for %d minutes, for that one attempt.

                If that was not you, somebody knows the password: change it.
                """.formatted(code, user.name(), Challenges.VALID.toMinutes()),
                time.now()));
    }

    private synchronized Optional<Duration> take(String account) {
        long now = time.nanoTime();
        sent.values().forEach(times -> times.removeIf(at -> now - at >= WINDOW.toNanos()));
        sent.values().removeIf(Deque::isEmpty);
        Deque<Long> times = sent.computeIfAbsent(account, key -> new ArrayDeque<>());
        if (times.size() >= MOST) {
            return Optional.of(WINDOW.minusNanos(now - times.getFirst()));
        }
        times.addLast(now);
        return Optional.empty();
    }
}
