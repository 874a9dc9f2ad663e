package io.workstatus.agent.mfa;

import io.workstatus.agent.api.access.AccountDirectory;
import io.workstatus.agent.api.access.Authenticator;
import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.recording.Session;
import io.workstatus.agent.api.status.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is who: what the parts of sign-in share, for as long as this bundle runs. */
@Component(
        name = Mfa.PID,
        configurationPid = Mfa.PID,
        service = {Mfa.class, Authenticator.class, AccountDirectory.class},
        immediate = true)
@Designate(ocd = MfaConfig.class)
public final class Mfa implements Authenticator, AccountDirectory {

    static final String PID = "io.workstatus.agent.mfa";

    private static final Logger LOG = LoggerFactory.getLogger(Mfa.class);
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final Accounts accounts;
    private final SignInDesk desk;
    private final StepUp stepUp;
    private final OwnPasskeys passkeys;
    private final RecordingSession recording;
    private final Mailer mailer;
    private final MailTrial mailTrial;
    private final Secret smtpSecret;
    private final Function<Waiting, Runnable> registry;
    private final ScheduledThreadPoolExecutor sweeper;
    private final Future<?> sweeping;

    private volatile Settings settings;
    private volatile @Nullable String problem;

    // Of the constructor, then the sweeper's thread, then deactivation.
    private volatile @Nullable Runnable endOfWaiting;

    @Activate
    public Mfa(BundleContext context, MfaConfig config, @Reference TimeSource time, @Reference Journal journal) {
        this(
                Path.of(Objects.requireNonNull(context.getProperty(LaunchProperties.HOME), LaunchProperties.HOME)),
                Objects.requireNonNull(context.getProperty(LaunchProperties.PORT), LaunchProperties.PORT),
                config,
                time,
                journal,
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                session -> registered(context, Session.class, session),
                waiting -> registered(context, Waiting.class, waiting));
    }

    Mfa(
            Path home,
            String port,
            MfaConfig config,
            TimeSource time,
            Journal journal,
            SSLSocketFactory trust,
            Function<Session, Runnable> sessions,
            Function<Waiting, Runnable> registry) {
        this.registry = registry;
        settings = Settings.of(config);
        PasswordHasher hasher = new PasswordHasher();
        CodeLedger ledger = new CodeLedger(home);
        accounts = new Accounts(home, time, journal, () -> settings, hasher, ledger);
        smtpSecret = new Secret(home, Secret.SMTP);
        mailer = new Mailer(() -> settings.mail(), smtpSecret, trust, time);
        mailTrial = new MailTrial(mailer, time);
        recording = new RecordingSession(time, journal, sessions);
        PasskeyCeremony ceremony = new PasskeyCeremony("http://localhost:" + port);
        SignIns signIns = new SignIns(time);
        Attempts attempts = new Attempts(new MailedCodes(mailer, time), time, journal);
        SecondFactor secondFactor =
                new SecondFactor(new CodeJudge(ledger, accounts.recoveryCodes(), time), accounts, ceremony, journal);
        stepUp = new StepUp(accounts, signIns, attempts, secondFactor, () -> settings, time);
        passkeys = new OwnPasskeys(accounts, stepUp, ceremony, time);
        desk = new SignInDesk(
                accounts,
                ledger,
                hasher,
                signIns,
                attempts,
                secondFactor,
                stepUp,
                recording,
                new PasswordThrottle(time),
                journal,
                () -> settings);
        sweeper = new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "workstatus-mfa-sweep"));
        look();
        sweeping =
                sweeper.scheduleWithFixedDelay(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Modified
    void modified(MfaConfig config) {
        settings = Settings.of(config);
    }

    @Deactivate
    void deactivate() {
        sweeping.cancel(false);
        sweeper.shutdown();
        try {
            if (!sweeper.awaitTermination(SWEEP.toMillis(), TimeUnit.MILLISECONDS)) {
                sweeper.shutdownNow();
            }
        } catch (InterruptedException e) {
            sweeper.shutdownNow();
            Thread.currentThread().interrupt();
        }
        mailer.shutdown();
        recording.shutdown();
        Runnable end = endOfWaiting;
        if (end != null) {
            end.run();
        }
    }

    @Override
    public Optional<SignedIn> authenticate(String token) {
        return desk.authenticate(token);
    }

    @Override
    public boolean isLive(String token) {
        return desk.isLive(token);
    }

    @Override
    public Optional<Instant> since(String user) {
        try {
            return accounts.find(user).map(found -> Instant.parse(found.createdAt()));
        } catch (DamagedFileException | DateTimeException e) {
            return Optional.empty();
        }
    }

    Accounts accounts() {
        return accounts;
    }

    MailTrial mailTrial() {
        return mailTrial;
    }

    Secret smtpSecret() {
        return smtpSecret;
    }

    /** The mail server that was just kept. */
    void mailIs(MailSettings mail) {
        settings = new Settings(settings.session(), settings.signIn(), settings.issuer(), mail);
    }

    SignInDesk desk() {
        return desk;
    }

    StepUp stepUp() {
        return stepUp;
    }

    OwnPasskeys passkeys() {
        return passkeys;
    }

    Optional<Session> session() {
        return recording.current();
    }

    /** Why nobody can sign in, in one line for people, if so. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void sweep() {
        try {
            mailer.cutOverdue();
            look();
            desk.sweep();
            stepUp.sweep();
            passkeys.sweep();
        } catch (RuntimeException e) {
            LOG.error("Sign-ins could not be looked after; the next try follows", e);
        }
    }

    /** Looks whether sign-in can work, and says so where it cannot. */
    private void look() {
        String found = null;
        try {
            desk.check();
            accounts.noticeOutsideChanges();
            accounts.tendSetupToken();
        } catch (DamagedFileException e) {
            found = e.getMessage();
        } catch (IOException e) {
            found = "The set-up token cannot be written (" + e.getClass().getSimpleName()
                    + "). Make the agent's home folder writable.";
        }
        if (Objects.equals(found, problem)) {
            return;
        }
        Runnable before = endOfWaiting;
        endOfWaiting = found == null ? null : registry.apply(new Waiting(found));
        if (before != null) {
            before.run();
        }
        problem = found;
        if (found != null) {
            LOG.error("{}", found);
        } else {
            LOG.info("Signing in works again");
        }
    }

    private static <T> Runnable registered(BundleContext context, Class<T> type, T service) {
        ServiceRegistration<T> registration = context.registerService(type, service, null);
        return registration::unregister;
    }
}
