package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.mfa.Mailer.Account;
import io.workstatus.agent.mfa.SmtpServer.Mail;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tries out the way that codes go, with words in place of a code. */
final class MailTrial {

    private static final Duration PATIENCE = Mailer.LONGEST.plusSeconds(2);

    private final Mailer mailer;
    private final TimeSource time;

    MailTrial(Mailer mailer, TimeSource time) {
        this.mailer = mailer;
        this.time = time;
    }

    /** With the settings in force; returns what the server said. */
    String send(String to) throws Refusal {
        return outcome(mailer.send(words(to)));
    }

    /** With settings that are not in force. */
    String send(String to, Account account) throws Refusal {
        return outcome(mailer.send(words(to), account));
    }

    private Mail words(String to) throws Refusal {
        if (!MailAddress.isPlain(to)) {
            throw new Refusal(422, "\"to\" is not a plain address, as ada@example.com, on one line.");
        }
        return new Mail(to, "A test of the Workstatus Agent", """
                This is how sign-in codes will arrive. Nothing needs to be done.
                """, time.now());
    }

    private static String outcome(CompletableFuture<String> sending) throws Refusal {
        try {
            return sending.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new Refusal(422, Attempts.sentence(e));
        } catch (TimeoutException e) {
            throw new Refusal(422, "The mail server has not said anything yet; the log will tell.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(503, "Sign-in is being stopped.");
        }
    }
}
