package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import java.util.Map;

/** One's own passkeys are added and removed by whoever has just given a code. */
final class OwnPasskeys {

    private final Accounts accounts;
    private final StepUp stepUp;
    private final PasskeyCeremony ceremony;
    private final TimeSource time;
    private final PasskeyQuestions questions;

    OwnPasskeys(Accounts accounts, StepUp stepUp, PasskeyCeremony ceremony, TimeSource time) {
        this.accounts = accounts;
        this.stepUp = stepUp;
        this.ceremony = ceremony;
        this.time = time;
        questions = new PasskeyQuestions(time);
    }

    /** What a browser is asked to make a passkey by. */
    Map<String, Object> options(String token) throws Refusal {
        User user = stepUp.soonAfterCode(token);
        return ceremony.creation(user, questions.ask(token));
    }

    /** Adds the passkey that a browser made. */
    Passkey add(String token, String clientData, String attestation) throws Refusal {
        User user = stepUp.soonAfterCode(token);
        String question = questions
                .take(token)
                .orElseThrow(() -> new Refusal(422, "No passkey was asked for, or too long ago. Try again."));
        Passkey passkey = ceremony.made(question, clientData, attestation, TimeSource.ISO_MILLIS.format(time.now()))
                .orElseThrow(() -> new Refusal(422, "This is not a passkey for this agent."));
        accounts.addPasskey(user, passkey);
        return passkey;
    }

    void remove(String token, String id) throws Refusal {
        accounts.removePasskey(stepUp.soonAfterCode(token), id);
    }

    /** Forgets what is over. */
    void sweep() {
        questions.sweep();
    }
}
