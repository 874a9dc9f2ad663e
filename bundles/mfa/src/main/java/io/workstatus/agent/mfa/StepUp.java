package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.mfa.CodeJudge.Purpose;
import io.workstatus.agent.mfa.PasskeyCeremony.Proof;
import io.workstatus.agent.mfa.SignIns.SignIn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks whoever is signed in once more for the second factor, before something that matters. */
final class StepUp {

    /** So old may the last code be for what needs a fresh one. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final Accounts accounts;
    private final SignIns signIns;
    private final Attempts attempts;
    private final SecondFactor secondFactor;
    private final Supplier<Settings> settings;
    private final TimeSource time;
    private final PasskeyQuestions questions;

    StepUp(
            Accounts accounts,
            SignIns signIns,
            Attempts attempts,
            SecondFactor secondFactor,
            Supplier<Settings> settings,
            TimeSource time) {
        this.accounts = accounts;
        this.signIns = signIns;
        this.attempts = attempts;
        this.secondFactor = secondFactor;
        this.settings = settings;
        this.time = time;
        questions = new PasskeyQuestions(time);
    }

    /** Who is signed in, as of now. */
    User user(String token) throws Refusal {
        return accounts.unchanged(signedIn(token).user())
                .orElseThrow(() -> new Refusal(401, "Sign in first, at /signin."));
    }

    /** The same, if the last code is not old. */
    User soonAfterCode(String token) throws Refusal {
        if (Duration.between(signedIn(token).codeAt(), time.now()).abs().compareTo(FRESH) > 0) {
            throw Refusal.stepUp();
        }
        return user(token);
    }

    private SignIn signedIn(String token) throws Refusal {
        return signIns.use(token, settings.get().signIn())
                .filter(signIn -> accounts.unchanged(signIn.user()).isPresent())
                .orElseThrow(() -> new Refusal(401, "Sign in first, at /signin."));
    }

    /** Mails the code for it, where codes are mailed; tells until when it is good. */
    Instant mailCode(String token) throws Refusal {
        User user = user(token);
        if (!user.byMail()) {
            throw new Refusal(422, "Codes of this account are not mailed: the authenticator app shows them.");
        }
        return attempts.mailAs(attemptOf(token), user);
    }

    private static String attemptOf(String token) {
        return "step-up of " + token;
    }

    /** Takes one more code. */
    void accept(String token, String code) throws Refusal {
        User user = user(token);
        Purpose purpose = user.byMail() && RecoveryCodes.fingerprint(code).isEmpty()
                ? attempts.purpose(attemptOf(token))
                : OF_ACCOUNT;
        signIns.renew(token, secondFactor.accept(user, code, purpose).at());
    }

    /** What a passkey has to prove in place of a code. */
    Map<String, Object> passkeyOptions(String token) throws Refusal {
        User user = user(token);
        if (user.passkeys().isEmpty()) {
            throw new Refusal(422, "This account has no passkey. Give a code.");
        }
        return PasskeyCeremony.request(user, questions.ask(token)).orElseThrow();
    }

    /** Takes the proof of a passkey in place of a code. */
    void accept(String token, Proof proof) throws Refusal {
        User user = user(token);
        String question = questions
                .of(token)
                .orElseThrow(() -> new Refusal(422, "No passkey was asked for, or too long ago. Try again."));
        signIns.renew(
                token,
                secondFactor.accept(user, question, proof, new OfPasskey(token)).at());
    }

    /** Forgets what is over. */
    void sweep() {
        questions.sweep();
    }

    /** A question is answered once. */
    private final class OfPasskey implements Purpose {

        private final String token;

        OfPasskey(String token) {
            this.token = token;
        }

        @Override
        public boolean open() {
            return questions.of(token).isPresent();
        }

        @Override
        public Optional<String> mailed() {
            return Optional.empty();
        }

        @Override
        public void fulfilled() {
            questions.take(token);
        }

        @Override
        public boolean goesOn() {
            return true;
        }
    }

    /** The account's own count is all that limits it. */
    private static final Purpose OF_ACCOUNT = new Purpose() {
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
}
