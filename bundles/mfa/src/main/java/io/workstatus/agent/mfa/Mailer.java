package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.mfa.SmtpServer.Mail;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends mail on threads of its own, few at a time, each for a bounded time: a server that hangs holds nobody else up. */
final class Mailer {

    /** After this, a conversation is cut. */
    static final Duration LONGEST = Duration.ofSeconds(12);

    private static final Logger LOG = LoggerFactory.getLogger(Mailer.class);
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final int THREADS = 2;
    private static final int MOST_WAITING = 16;

    private final Supplier<MailSettings> settings;
    private final Secret secret;
    private final SSLSocketFactory trust;
    private final TimeSource time;
    private final ThreadPoolExecutor threads;
    private final Map<CuttableSockets, Long> underWay = new ConcurrentHashMap<>();

    Mailer(Supplier<MailSettings> settings, Secret secret, SSLSocketFactory trust, TimeSource time) {
        this.settings = settings;
        this.secret = secret;
        this.trust = trust;
        this.time = time;
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "workstatus-mfa-mail");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Whether there is anything to send mail with; the sentence says what is missing. */
    void check() throws MailFailedException {
        String problem = settings.get().problem().orElse(null);
        if (problem != null) {
            throw new MailFailedException(problem);
        }
    }

    /**
     * Sends with the settings and the secret as they are when its turn comes.
     *
     * @return the words with which the server took it, or a {@link MailFailedException}
     */
    CompletableFuture<String> send(Mail mail) {
        return begin(mail, () -> new Account(settings.get(), secret.read().orElse("")));
    }

    /** Sends with settings that are not in force. */
    CompletableFuture<String> send(Mail mail, Account account) {
        return begin(mail, () -> account);
    }

    /** A server, and the password of its user; empty for none. */
    record Account(MailSettings settings, String password) {

        /** Without the secret. */
        @Override
        public String toString() {
            return settings.toString();
        }
    }

    @FunctionalInterface
    private interface AccountSource {
        Account get() throws IOException;
    }

    private CompletableFuture<String> begin(Mail mail, AccountSource account) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        try {
            threads.execute(() -> deliver(mail, account, outcome));
        } catch (RejectedExecutionException e) {
            outcome.completeExceptionally(
                    new MailFailedException("Too many mails wait to be sent. Try again in a minute."));
        }
        return outcome;
    }

    private void deliver(Mail mail, AccountSource source, CompletableFuture<String> outcome) {
        CuttableSockets sockets = new CuttableSockets(trust);
        underWay.put(sockets, time.nanoTime());
        try {
            Account account = source.get();
            outcome.complete(new SmtpServer(
                            account.settings(),
                            Optional.of(account.password()).filter(password -> !password.isEmpty()),
                            sockets)
                    .deliver(mail));
        } catch (MailFailedException e) {
            LOG.warn("{}", e.getMessage());
            outcome.completeExceptionally(e);
        } catch (IOException e) {
            outcome.completeExceptionally(new MailFailedException("The password of the mail server is not used: "
                    + e.getMessage() + ". Give it again with \"bin/workstatus secret smtp\"."));
        } catch (RuntimeException | Error e) {
            LOG.error("A mail could not be sent", e);
            outcome.completeExceptionally(new MailFailedException("The mail could not be sent; the log says why."));
        } finally {
            underWay.remove(sockets);
        }
    }

    /** Cuts what takes too long; called now and then. */
    void cutOverdue() {
        long now = time.nanoTime();
        underWay.forEach((sockets, since) -> {
            if (now - since >= LONGEST.toNanos()) {
                sockets.cut();
            }
        });
    }

    /** Cuts whatever is under way, and ends the threads. */
    void shutdown() {
        threads.shutdownNow();
        underWay.keySet().forEach(CuttableSockets::cut);
        try {
            if (!threads.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("A mail is still being sent; its thread ends with it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
