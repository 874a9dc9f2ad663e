package io.workstatus.agent.mfa;

import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.recording.Session;
import io.workstatus.agent.mfa.Accounts.Application;
import io.workstatus.agent.mfa.Attempts.Challenge;
import io.workstatus.agent.mfa.CodeJudge.Verdict;
import io.workstatus.agent.mfa.PasskeyCeremony.Proof;
import io.workstatus.agent.mfa.SignIns.SignIn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs people in and out: the password first, the code behind it, then a token that stands for both. */
final class SignInDesk {

    private static final Logger LOG = LoggerFactory.getLogger(SignInDesk.class);
    private static final Argon2id NOBODY = Argon2id.ofNobody();

    private final Accounts accounts;
    private final CodeLedger ledger;
    private final PasswordHasher hasher;
    private final SignIns signIns;
    private final Attempts attempts;
    private final SecondFactor secondFactor;
    private final StepUp stepUp;
    private final RecordingSession recording;
    private final Journal journal;
    private final Supplier<Settings> settings;
    private final PasswordThrottle throttle;

    SignInDesk(
            Accounts accounts,
            CodeLedger ledger,
            PasswordHasher hasher,
            SignIns signIns,
            Attempts attempts,
            SecondFactor secondFactor,
            StepUp stepUp,
            RecordingSession recording,
            PasswordThrottle throttle,
            Journal journal,
            Supplier<Settings> settings) {
        this.accounts = accounts;
        this.ledger = ledger;
        this.hasher = hasher;
        this.signIns = signIns;
        this.attempts = attempts;
        this.secondFactor = secondFactor;
        this.stepUp = stepUp;
        this.recording = recording;
        this.throttle = throttle;
        this.journal = journal;
        this.settings = settings;
    }

    /** Fails if what the desk depends on cannot be read. */
    void check() throws DamagedFileException {
        accounts.all();
        ledger.check();
    }

    /** Takes an application for the first user, who exists once the code that is mailed was confirmed. */
    Challenge apply(String token, Application application) throws Refusal {
        return attempts.mailApplicant(accounts.apply(token, application));
    }

    /**
     * Takes the password.
     *
     * @param recovery whether a recovery code will be given, so that none need be mailed
     */
    Challenge login(String name, String password, boolean recovery) throws Refusal {
        Optional<User> user;
        boolean exists;
        try {
            check();
            user = accounts.find(name);
            exists = user.isPresent();
            user = exists ? user : accounts.applicant(name);
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        }
        if (!isRight(password, name, user) || user.isEmpty()) {
            throw new Refusal(401, "The name or the password is not right.");
        }
        if (recovery || !user.get().byMail()) {
            return attempts.open(
                    user.get(), recovery ? RecoveryCodes.FACTOR : user.get().factor());
        }
        return attempts.mail(user.get(), exists);
    }

    /** Whether it is the user's password. Wrong ones slow the next ones down; for nobody it takes as long. */
    private boolean isRight(String password, String name, Optional<User> user) throws Refusal {
        Optional<Duration> wait = throttle.begin(name);
        if (wait.isPresent()) {
            throw Refusal.later(wait.get(), "Too many wrong passwords. Wait a moment and try again.");
        }
        Argon2id hash = user.map(found -> Argon2id.parse(found.password())).orElse(NOBODY);
        boolean right = password.length() <= PasswordRules.LONGEST && hasher.matches(password, hash);
        if (right && user.isPresent()) {
            throttle.succeeded(name);
            return true;
        }
        journal.append(
                "signin.failed",
                user.map(found -> Map.of("reason", "password", "user", found.name()))
                        .orElse(Map.of("reason", "password")));
        return false;
    }

    /** Changes the password of somebody who is signed in, ends the user's sign-ins, and returns the token of a new one. */
    String changePassword(String token, String current, String next) throws Refusal {
        SignIn signIn = signIns.use(token, settings.get().signIn())
                .orElseThrow(() -> new Refusal(401, "Sign in first, at /signin."));
        User user = accounts.unchanged(signIn.user()).orElseThrow(() -> new Refusal(401, "Sign in first, at /signin."));
        if (!isRight(current, user.name(), Optional.of(user))) {
            throw new Refusal(422, "The current password is not right.");
        }
        User changed = accounts.changePassword(user.name(), user, next);
        String goesOn = signIns.goOn(signIn, changed);
        replaced(token);
        sweep();
        return goesOn;
    }

    /**
     * Takes the code and returns the token of the new sign-in.
     *
     * @param record whether to open the recording session as well, if there is none
     */
    String redeem(String challenge, String code, boolean record) throws Refusal {
        User user = attempts.user(challenge)
                .filter(accounts::isCurrent)
                .orElseThrow(() -> new Refusal(401, "This sign-in is over. Begin again with the password."));
        attempts.requireSent(challenge);
        Verdict verdict = secondFactor.accept(user, code, attempts.purpose(challenge));
        if (accounts.unchanged(user).isEmpty()) {
            accounts.confirm(user);
        }
        return signedIn(user, verdict.factor(), verdict.at(), record);
    }

    private String signedIn(User user, String factor, Instant codeAt, boolean record) {
        String token = signIns.open(user, codeAt);
        LOG.info("{} signed in", user.name());
        journal.append("signin.succeeded", Map.of("user", user.name(), "factor", factor));
        if (record) {
            recording.open(user.name(), settings.get().session());
        }
        return token;
    }

    /** Takes the proof of a passkey in place of a code. */
    String redeem(String challenge, Proof proof, boolean record) throws Refusal {
        User user = attempts.user(challenge)
                .flatMap(accounts::unchanged)
                .orElseThrow(() -> new Refusal(401, "This sign-in is over. Begin again with the password."));
        Verdict verdict = secondFactor.accept(user, challenge, proof, attempts.purpose(challenge));
        return signedIn(user, verdict.factor(), verdict.at(), record);
    }

    /** Opens the recording session of somebody who signed in without one; tells whether it is this user's now. */
    boolean record(String token) throws Refusal {
        User user = stepUp.soonAfterCode(token);
        recording.open(user.name(), settings.get().session());
        return recording
                .current()
                .filter(session -> User.key(session.user()).equals(user.key()))
                .isPresent();
    }

    Optional<SignedIn> authenticate(String token) {
        return signIns.use(token, settings.get().signIn())
                .flatMap(signIn -> accounts.unchanged(signIn.user())
                        .map(user -> new SignedIn(user.name(), user.admin(), signIn.codeAt())));
    }

    /** Whether it is a token of somebody who is signed in; it is not used by that. */
    boolean isLive(String token) {
        return signIns.look(token, settings.get().signIn())
                .filter(user -> accounts.unchanged(user).isPresent())
                .isPresent();
    }

    /** Ends a sign-in because another one takes its place. */
    void replaced(String token) {
        signIns.end(token).ifPresent(signIn -> ended(signIn, "replaced"));
    }

    /** Ends a sign-in, and the recording session if it is this user's. */
    void signOut(String token) {
        signIns.end(token).ifPresent(signIn -> {
            ended(signIn, "signed out");
            recording.close(signIn.user().name(), "signed out");
        });
    }

    /** The user is no more, and neither is what belongs to this user. */
    void gone(User user) {
        sweep();
        secondFactor.forget(user);
    }

    /** Ends what is over, and what belongs to users who changed or went. */
    void sweep() {
        signIns.sweep(
                        user -> accounts.unchanged(user).isPresent(),
                        settings.get().signIn())
                .forEach(signIn ->
                        ended(signIn, accounts.unchanged(signIn.user()).isPresent() ? "expired" : "user changed"));
        recording
                .current()
                .map(Session::user)
                .filter(user -> !exists(user))
                .ifPresent(user -> recording.close(user, "user gone"));
    }

    private boolean exists(String user) {
        try {
            return accounts.find(user).isPresent();
        } catch (DamagedFileException e) {
            return false;
        }
    }

    private void ended(SignIn signIn, String why) {
        journal.append("signin.ended", Map.of("user", signIn.user().name(), "why", why));
    }
}
