package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Judges one code at a time: what was decided is on the disk before the next one is looked at. */
final class CodeJudge {

    private final CodeLedger ledger;
    private final RecoveryCodes recoveryCodes;
    private final TimeSource time;

    CodeJudge(CodeLedger ledger, RecoveryCodes recoveryCodes, TimeSource time) {
        this.ledger = ledger;
        this.recoveryCodes = recoveryCodes;
        this.time = time;
    }

    /** What became of a code. */
    enum Outcome {
        /** It is right, and cannot be used again. */
        ACCEPTED,
        /** It is wrong, and counts. */
        WRONG,
        /** It is right, but was used before; that is no guess, and does not count. */
        USED,
        /** It was not looked at: the account has to wait. */
        NOT_NOW,
        /** It was not looked at: what it belongs to is over. */
        NOT_HERE
    }

    /**
     * The judgement.
     *
     * @param factor what kind of code it was, where it was accepted
     * @param at when
     * @param retryAfter how long the account has to wait from now on, if it has to
     */
    record Verdict(Outcome outcome, String factor, Instant at, Optional<Duration> retryAfter) {}

    /** What a code is given for. Called under the judge's lock; calls nothing foreign. */
    interface Purpose {

        /** Whether one more code may be looked at. */
        boolean open();

        /** The code that was mailed for it. */
        Optional<String> mailed();

        /** The code was right. */
        void fulfilled();

        /** Whether another code can follow; asked when this one was not accepted. */
        boolean goesOn();
    }

    /** Whether something that is given in place of a code is right; called under the judge's lock. */
    @FunctionalInterface
    interface Proof {
        Outcome look(Instant now) throws DamagedFileException, IOException;
    }

    Verdict judge(User user, String code, Purpose purpose) throws DamagedFileException, IOException {
        Optional<String> recovery = RecoveryCodes.fingerprint(code);
        if (recovery.isPresent()) {
            return judge(
                    user,
                    RecoveryCodes.FACTOR,
                    now -> recoveryCodes.take(user, recovery.get()) ? Outcome.ACCEPTED : Outcome.WRONG,
                    purpose);
        }
        return judge(
                user, user.factor(), now -> user.byMail() ? mailed(code, purpose) : ofApp(user, code, now), purpose);
    }

    synchronized Verdict judge(User user, String factor, Proof proof, Purpose purpose)
            throws DamagedFileException, IOException {
        Instant now = time.now();
        Optional<Duration> wait = ledger.wait(user, now);
        if (wait.isPresent()) {
            return new Verdict(Outcome.NOT_NOW, factor, now, wait);
        }
        if (!purpose.open()) {
            return new Verdict(Outcome.NOT_HERE, factor, now, wait);
        }
        Outcome outcome = proof.look(now);
        if (outcome == Outcome.WRONG) {
            ledger.failed(user, now);
            wait = ledger.wait(user, now);
        } else if (outcome == Outcome.ACCEPTED) {
            purpose.fulfilled();
        }
        return new Verdict(outcome, factor, now, wait);
    }

    private static Outcome mailed(String code, Purpose purpose) {
        return purpose.mailed().filter(mailed -> Tokens.same(mailed, code)).isPresent()
                ? Outcome.ACCEPTED
                : Outcome.WRONG;
    }

    private Outcome ofApp(User user, String code, Instant now) throws DamagedFileException, IOException {
        OptionalLong step = Totp.match(user.secret(), code, now);
        if (step.isEmpty()) {
            return Outcome.WRONG;
        }
        if (ledger.usedSteps(user).contains(step.getAsLong())) {
            return Outcome.USED;
        }
        ledger.used(user, step.getAsLong());
        return Outcome.ACCEPTED;
    }

    synchronized void forget(User user) throws DamagedFileException, IOException {
        ledger.forget(user);
    }
}
