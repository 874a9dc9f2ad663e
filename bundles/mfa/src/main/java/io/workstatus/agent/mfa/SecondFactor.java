package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.mfa.CodeJudge.Outcome;
import io.workstatus.agent.mfa.CodeJudge.Purpose;
import io.workstatus.agent.mfa.CodeJudge.Verdict;
import io.workstatus.agent.mfa.PasskeyCeremony.Proof;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is given behind the password, a code or the proof of a passkey: has it judged, and refuses what was not accepted. */
final class SecondFactor {

    private static final Logger LOG = LoggerFactory.getLogger(SecondFactor.class);
    private static final String PASSKEY = "passkey";

    private final CodeJudge judge;
    private final Accounts accounts;
    private final PasskeyCeremony ceremony;
    private final Journal journal;

    SecondFactor(CodeJudge judge, Accounts accounts, PasskeyCeremony ceremony, Journal journal) {
        this.judge = judge;
        this.accounts = accounts;
        this.ceremony = ceremony;
        this.journal = journal;
    }

    /** A code of an app, a mailed one, or a recovery code. */
    Verdict accept(User user, String code, Purpose purpose) throws Refusal {
        return accepted(user, () -> judge.judge(user, code, purpose), purpose);
    }

    /** The proof of a passkey, for what a browser was asked to prove. */
    Verdict accept(User user, String challenge, Proof proof, Purpose purpose) throws Refusal {
        return accepted(user, () -> judge.judge(user, PASSKEY, now -> used(challenge, user, proof), purpose), purpose);
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

    /** The user is no more, and neither is what was tried. */
    void forget(User user) {
        try {
            judge.forget(user);
        } catch (DamagedFileException | IOException e) {
            LOG.warn("What was tried with codes of {} stays on record: {}", user.name(), e.getMessage());
        }
    }
}
