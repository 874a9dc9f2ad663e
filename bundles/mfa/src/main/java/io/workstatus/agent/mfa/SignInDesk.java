package io.workstatus.agent.mfa;

import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.recording.Session;
import io.workstatus.agent.mfa.Accounts.Application;
import io.workstatus.agent.mfa.CodeJudge.Outcome;
import io.workstatus.agent.mfa.CodeJudge.Purpose;
import io.workstatus.agent.mfa.CodeJudge.Verdict;
import io.workstatus.agent.mfa.PasskeyCeremony.Proof;
import io.workstatus.agent.mfa.SignIns.SignIn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs people in and out: the password first, the code behind it, then a token that stands for both. */
final class SignInDesk {

    private static final Logger LOG = LoggerFactory.getLogger(SignInDesk.class);
    private static final String PASSKEY = "passkey";
    private static final Argon2id NOBODY = Argon2id.ofNobody();

    /** So long a request waits for the mail server's word; what comes later is told later. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** So long an applicant who asks again is mailed the same code again. */
    private static final Duration SAME_AGAIN = Duration.ofMinutes(1);

    /** So old may the last code be for what needs a fresh one. */
    private static final Duration FRESH = Duration.ofMinutes(5);

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
    private final MailedCodes mailedCodes;
    private final PasskeyCeremony ceremony;

    /** By the fingerprints of the tokens of those who were asked; one each. */
    private final Map<String, Asked> passkeyChallenges = new ConcurrentHashMap<>();

    /** What the applicant for the first user was mailed last. */
    private volatile @Nullable Mailed toApplicant;

    SignInDesk(
            Accounts accounts,
            CodeLedger ledger,
            PasswordHasher hasher,
            MailedCodes mailedCodes,
            PasskeyCeremony ceremony,
            RecordingSession recording,
            TimeSource time,
            Journal journal,
            Supplier<Settings> settings) {
        this.accounts = accounts;
        this.hasher = hasher;
        this.mailedCodes = mailedCodes;
        this.ceremony = ceremony;
        this.recording = recording;
        this.time = time;
        this.journal = journal;
        this.settings = settings;
        throttle = new PasswordThrottle(time);
        challenges = new Challenges(time);
        this.ledger = ledger;
        judge = new CodeJudge(ledger, accounts.recoveryCodes(), time);
        signIns = new SignIns(time);
    }

    /**
     * The password was right, the code is awaited.
     *
     * @param id names this attempt
     * @param passkey what a passkey has to prove, if the user has one
     */
    record Challenge(String id, String factor, Instant expiresAt, Optional<Map<String, Object>> passkey) {}

    /** A passkey that a browser was asked to make, and when, on the monotonic clock. */
    private record Asked(String challenge, long since) {}

    /** A code that was mailed, and when, on the monotonic clock. */
    private record Mailed(User user, String code, long since) {}

    /** Fails if what the desk depends on cannot be read. */
    void check() throws DamagedFileException {
        accounts.all();
        ledger.check();
    }

    /** Takes an application for the first user, who exists once the code that is mailed was confirmed. */
    Challenge apply(String token, Application application) throws Refusal {
        User user = accounts.apply(token, application);
        toApplicant = null;
        return mailed(user, false);
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
            String factor = recovery ? RecoveryCodes.FACTOR : user.get().factor();
            return told(
                    user.get(), challenges.open(user.get()), factor, time.now().plus(Challenges.VALID));
        }
        return mailed(user.get(), exists);
    }

    /** Opens an attempt, and mails its code. Who does not exist yet is mailed the same code again for a while. */
    private Challenge mailed(User user, boolean exists) throws Refusal {
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

    static String sentence(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
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
                .filter(accounts::isCurrent)
                .orElseThrow(() -> new Refusal(401, "This sign-in is over. Begin again with the password."));
        Optional<String> unsent = challenges.problem(challenge);
        if (unsent.isPresent()) {
            challenges.close(challenge);
            throw Refusal.unsent(unsent.get());
        }
        Verdict verdict = accepted(user, code, new OfChallenge(challenge));
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
        User user = challenges
                .user(challenge)
                .flatMap(accounts::unchanged)
                .orElseThrow(() -> new Refusal(401, "This sign-in is over. Begin again with the password."));
        Verdict verdict = accepted(
                user,
                () -> judge.judge(user, PASSKEY, now -> used(challenge, user, proof), new OfChallenge(challenge)),
                new OfChallenge(challenge));
        return signedIn(user, verdict.factor(), verdict.at(), record);
    }

    private Outcome used(String challenge, User user, Proof proof) throws DamagedFileException, IOException {
        OptionalLong counter = ceremony.used(challenge, user, proof);
        if (counter.isEmpty()) {
            return Outcome.WRONG;
        }
        try {
            accounts.usedPasskey(user, proof.id(), counter.getAsLong());
        } catch (Refusal e) {
            return Outcome.NOT_HERE;
        }
        return Outcome.ACCEPTED;
    }

    /** What a browser is asked to make a passkey by; for somebody whose last code is not old. */
    Map<String, Object> passkeyOptions(String token) throws Refusal {
        User user = fresh(token);
        String challenge = Tokens.next();
        passkeyChallenges.put(Tokens.fingerprint(token), new Asked(challenge, time.nanoTime()));
        return ceremony.creation(user, challenge);
    }

    /** Adds the passkey that a browser made. */
    Passkey addPasskey(String token, String clientData, String attestation) throws Refusal {
        User user = fresh(token);
        Asked asked = passkeyChallenges.remove(Tokens.fingerprint(token));
        if (asked == null || time.nanoTime() - asked.since() >= Challenges.VALID.toNanos()) {
            throw new Refusal(422, "No passkey was asked for, or too long ago. Try again.");
        }
        Passkey passkey = ceremony.made(
                        asked.challenge(), clientData, attestation, TimeSource.ISO_MILLIS.format(time.now()))
                .orElseThrow(() -> new Refusal(422, "This is not a passkey for this agent."));
        accounts.addPasskey(user, passkey);
        return passkey;
    }

    void removePasskey(String token, String id) throws Refusal {
        accounts.removePasskey(fresh(token), id);
    }

    private User fresh(String token) throws Refusal {
        soonAfterCode(token);
        return user(token);
    }

    /** Opens the recording session of somebody who signed in without one; tells whether it is this user's now. */
    boolean record(String token) throws Refusal {
        User user = soonAfterCode(token);
        recording.open(user.name(), settings.get().session());
        return recording
                .current()
                .filter(session -> User.key(session.user()).equals(user.key()))
                .isPresent();
    }

    /** Who is signed in, if the last code is not old. */
    User soonAfterCode(String token) throws Refusal {
        SignIn signIn = signedIn(token);
        if (Duration.between(signIn.codeAt(), time.now()).abs().compareTo(FRESH) > 0) {
            throw Refusal.stepUp();
        }
        return signIn.user();
    }

    private SignIn signedIn(String token) throws Refusal {
        return signIns.use(token, settings.get().signIn())
                .filter(signIn -> accounts.unchanged(signIn.user()).isPresent())
                .orElseThrow(() -> new Refusal(401, "Sign in first, at /signin."));
    }

    /** Who is signed in, as of now. */
    User user(String token) throws Refusal {
        return accounts.unchanged(signedIn(token).user())
                .orElseThrow(() -> new Refusal(401, "Sign in first, at /signin."));
    }

    /** Mails the code for a step-up, where codes are mailed; tells until when it is good. */
    Instant mailStepUpCode(String token) throws Refusal {
        User user = user(token);
        if (!user.byMail()) {
            throw new Refusal(422, "Codes of this account are not mailed: the authenticator app shows them.");
        }
        String code = MailedCodes.next();
        challenges.openAs(stepUpOf(token), user, code, time.nanoTime());
        send(user, code, stepUpOf(token));
        return time.now().plus(Challenges.VALID);
    }

    private static String stepUpOf(String token) {
        return "step-up of " + token;
    }

    /** Takes one more code of somebody who is signed in. */
    void stepUp(String token, String code) throws Refusal {
        User user = user(token);
        Purpose purpose =
                user.byMail() && RecoveryCodes.fingerprint(code).isEmpty() ? new OfChallenge(stepUpOf(token)) : STEP_UP;
        signIns.renew(token, accepted(user, code, purpose).at());
    }

    /** A code that is given for an attempt: a few tries, and once right. */
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

    /** The account's own count is all that limits it. */
    private static final Purpose STEP_UP = new Purpose() {
        @Override
        public boolean open() {
            return true;
        }

        @Override
        public Optional<String> mailed() {
            return Optional.empty();
        }

        @Override
        public void fulfilled() {
            // The sign-in is renewed outside the judge's lock.
        }

        @Override
        public boolean goesOn() {
            return true;
        }
    };

    private Verdict accepted(User user, String code, Purpose purpose) throws Refusal {
        return accepted(user, () -> judge.judge(user, code, purpose), purpose);
    }

    @FunctionalInterface
    private interface Judgement {
        Verdict pass() throws DamagedFileException, IOException;
    }

    private Verdict accepted(User user, Judgement judgement, Purpose purpose) throws Refusal {
        Verdict verdict;
        try {
            verdict = judgement.pass();
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        } catch (IOException e) {
            throw Refusal.unwritable(e);
        }
        if (verdict.outcome() == Outcome.ACCEPTED) {
            return verdict;
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
        passkeyChallenges.values().removeIf(asked -> time.nanoTime() - asked.since() >= Challenges.VALID.toNanos());
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
