package io.workstatus.agent.mfa;

import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.recording.Session;
import io.workstatus.agent.mfa.CodeJudge.Outcome;
import io.workstatus.agent.mfa.CodeJudge.Purpose;
import io.workstatus.agent.mfa.CodeJudge.Verdict;
import io.workstatus.agent.mfa.SignIns.SignIn;
import java.io.IOException;
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
    private final PasswordHasher hasher;
    private final RecordingSession recording;
    private final TimeSource time;
    private final Journal journal;
    private final Supplier<Settings> settings;
    private final PasswordThrottle throttle;
    private final Challenges challenges;
    private final CodeLedger ledger;
    private final CodeJudge judge;
    private final SignIns signIns;

    SignInDesk(
            Accounts accounts,
            CodeLedger ledger,
            PasswordHasher hasher,
            RecordingSession recording,
            TimeSource time,
            Journal journal,
            Supplier<Settings> settings) {
        this.accounts = accounts;
        this.hasher = hasher;
        this.recording = recording;
        this.time = time;
        this.journal = journal;
        this.settings = settings;
        throttle = new PasswordThrottle(time);
        challenges = new Challenges(time);
        this.ledger = ledger;
        judge = new CodeJudge(ledger, time);
        signIns = new SignIns(time);
    }

    /**
     * The password was right, the code is awaited.
     *
     * @param id names this attempt
     */
    record Challenge(String id, String factor, Instant expiresAt) {}

    /** Fails if what the desk depends on cannot be read. */
    void check() throws DamagedFileException {
        accounts.all();
        ledger.check();
    }

    Challenge login(String name, String password) throws Refusal {
        Optional<User> user;
        try {
            check();
            user = accounts.find(name);
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        }
        if (!isRight(password, name, user) || user.isEmpty()) {
            throw new Refusal(401, "The name or the password is not right.");
        }
        return new Challenge(
                challenges.open(user.get()), user.get().factor(), time.now().plus(Challenges.VALID));
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
        User user = challenges
                .user(challenge)
                .flatMap(accounts::unchanged)
                .orElseThrow(() -> new Refusal(401, "This sign-in is over. Begin again with the password."));
        Instant codeAt = accepted(user, code, new Purpose() {
            @Override
            public boolean open() {
                return challenges.takeTry(challenge);
            }

            @Override
            public void fulfilled() {
                challenges.close(challenge);
            }

            @Override
            public boolean goesOn() {
                return challenges.hasTries(challenge);
            }
        });
        String token = signIns.open(user, codeAt);
        LOG.info("{} signed in", user.name());
        journal.append("signin.succeeded", Map.of("user", user.name(), "factor", user.factor()));
        if (record) {
            recording.open(user.name(), settings.get().session());
        }
        return token;
    }

    /** Takes one more code of somebody who is signed in. */
    void stepUp(String token, String code) throws Refusal {
        User user = signIns.use(token, settings.get().signIn())
                .flatMap(signIn -> accounts.unchanged(signIn.user()))
                .orElseThrow(() -> new Refusal(401, "Sign in first, at /signin."));
        signIns.renew(token, accepted(user, code, new Purpose() {
            @Override
            public boolean open() {
                return true;
            }

            @Override
            public void fulfilled() {
                // The sign-in is renewed outside the judge's lock.
            }

            @Override
            public boolean goesOn() {
                return true;
            }
        }));
    }

    private Instant accepted(User user, String code, Purpose purpose) throws Refusal {
        Verdict verdict;
        try {
            verdict = judge.judge(user, code, purpose);
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        } catch (IOException e) {
            throw Refusal.unwritable(e);
        }
        if (verdict.outcome() == Outcome.ACCEPTED) {
            return verdict.at();
        }
        if (verdict.outcome() == Outcome.WRONG) {
            journal.append("signin.failed", Map.of("reason", "code", "user", user.name()));
            verdict.retryAfter().ifPresent(wait -> locked(user, verdict.at().plus(wait)));
        }
        throw switch (verdict.outcome()) {
            case NOT_NOW ->
                Refusal.later(
                        verdict.retryAfter().orElseThrow(),
                        "Too many wrong codes for this account. Wait, or run \"bin/workstatus unlock " + user.name()
                                + "\" on this machine."
                                + (purpose.goesOn() ? "" : " Then begin again with the password."));
            case NOT_HERE -> new Refusal(401, "This sign-in is over. Begin again with the password.");
            case USED -> new Refusal(401, "This code was used already. Wait for the next one.");
            case WRONG, ACCEPTED ->
                new Refusal(
                        401,
                        purpose.goesOn()
                                ? "The code is not right."
                                : "The code is not right, and this was the last try. Begin again with the password.");
        };
    }

    private void locked(User user, Instant until) {
        LOG.warn("Too many wrong codes for {}; codes are not looked at until {}", user.name(), until);
        journal.append("signin.locked", Map.of("user", user.name(), "until", TimeSource.ISO_MILLIS.format(until)));
    }

    Optional<SignedIn> authenticate(String token) {
        return signIns.use(token, settings.get().signIn())
                .flatMap(signIn -> accounts.unchanged(signIn.user())
                        .map(user -> new SignedIn(user.name(), user.admin(), signIn.codeAt())));
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
        try {
            judge.forget(user);
        } catch (DamagedFileException | IOException e) {
            LOG.warn("What was tried with codes of {} stays on record: {}", user.name(), e.getMessage());
        }
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
