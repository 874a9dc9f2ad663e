package io.workstatus.agent.mfa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.mfa.Attempts.Challenge;
import io.workstatus.agent.mfa.PasskeyCeremony.Proof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Passkeys, real and forged, at each place where one is taken. */
class PasskeysTest {

    @TempDir
    Path home;

    private Desk desk;
    private String secret;
    private String token;
    private SoftAuthenticator passkey;

    @BeforeEach
    void addOne() throws Exception {
        desk = new Desk(home);
        secret = desk.setUp("ada");
        token = desk.signIn("ada", secret);
        passkey = new SoftAuthenticator();
        add(passkey);
        passkey.counter++;
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Passkey add(SoftAuthenticator device) throws Exception {
        Object challenge = desk.mfa.passkeys().options(token).get("challenge");
        return desk.mfa.passkeys().add(token, device.clientData("webauthn.create", challenge), device.attestation());
    }

    @Test
    void passkeySignsInInPlaceOfACode() throws Exception {
        Challenge challenge = desk.mfa.desk().login("ada", Desk.PASSWORD, false);
        assertThat(challenge.passkey().orElseThrow()).containsEntry("challenge", challenge.id());
        String next = desk.mfa.desk().redeem(challenge.id(), passkey.proof(challenge.id()), true);
        assertThat(desk.mfa.authenticate(next)).map(SignedIn::user).contains("ada");
        assertThat(desk.journal.of("signin.succeeded"))
                .extracting(entry -> String.valueOf(entry.data().get("factor")))
                .containsExactly("totp", "passkey");
    }

    @Test
    void passkeyIsAStepUp() throws Exception {
        desk.time.pass(Duration.ofMinutes(6));
        assertThat(refusal(() -> desk.mfa.stepUp().soonAfterCode(token)).type()).contains("/problems/step-up");
        Proof proof = passkey.proof(desk.mfa.stepUp().passkeyOptions(token).get("challenge"));
        desk.mfa.stepUp().accept(token, proof);
        assertThat(desk.mfa.stepUp().soonAfterCode(token).name()).isEqualTo("ada");
        assertThat(desk.mfa.authenticate(token)).map(SignedIn::codeAt).contains(desk.time.now());
        assertThat(refused(() -> desk.mfa.stepUp().accept(token, proof)).status())
                .as("a proof is good once")
                .isEqualTo(422);
    }

    @Test
    void stepUpByPasskeyNeedsASignInAPasskeyAndAQuestion() throws Exception {
        assertThat(refusal(() -> desk.mfa.stepUp().passkeyOptions("")).status()).isEqualTo(401);
        assertThat(refused(() -> desk.mfa.stepUp().accept(token, passkey.proof("AAAA")))
                        .status())
                .isEqualTo(422);
        Object old = desk.mfa.stepUp().passkeyOptions(token).get("challenge");
        desk.time.pass(Challenges.VALID);
        assertThat(refused(() -> desk.mfa.stepUp().accept(token, passkey.proof(old)))
                        .status())
                .isEqualTo(422);
        String ofBob = desk.signIn("bob", desk.member("bob"));
        assertThat(refusal(() -> desk.mfa.stepUp().passkeyOptions(ofBob)).status())
                .isEqualTo(422);
    }

    private interface Forgery {
        Proof of(SoftAuthenticator device, Object challenge) throws Exception;
    }

    static Stream<Map.Entry<String, Forgery>> forgeries() throws Exception {
        SoftAuthenticator stranger = new SoftAuthenticator();
        Map<String, Forgery> forgeries = new LinkedHashMap<>();
        forgeries.put("another challenge", (device, challenge) -> device.proof(Tokens.next()));
        forgeries.put("no challenge", (device, challenge) -> device.proof(""));
        forgeries.put("a page of another origin", (device, challenge) -> {
            device.origin = "http://localhost.evil.example";
            return device.proof(challenge);
        });
        forgeries.put("our page over another port", (device, challenge) -> {
            device.origin = "http://localhost:5001";
            return device.proof(challenge);
        });
        forgeries.put("a passkey's use for another site", (device, challenge) -> {
            device.relyingParty = "evil.example";
            return device.proof(challenge);
        });
        forgeries.put("nobody was there", (device, challenge) -> {
            device.flags = 0;
            return device.proof(challenge);
        });
        forgeries.put("a copied passkey, whose counter is behind", (device, challenge) -> {
            device.counter = 1;
            return device.proof(challenge);
        });
        forgeries.put(
                "words of making one",
                (device, challenge) -> device.proofOf(device.clientData("webauthn.create", challenge)));
        forgeries.put("another passkey", (device, challenge) -> stranger.proof(challenge));
        forgeries.put("another passkey under the name of the right one", (device, challenge) -> {
            Proof proof = stranger.proof(challenge);
            return new Proof(device.id(), proof.clientData(), proof.authenticatorData(), proof.signature());
        });
        forgeries.put("a signature with one bit turned", (device, challenge) -> {
            Proof proof = device.proof(challenge);
            return new Proof(
                    proof.id(),
                    proof.clientData(),
                    proof.authenticatorData(),
                    SoftAuthenticator.turned(proof.signature()));
        });
        forgeries.put("a counter that was raised afterwards", (device, challenge) -> {
            Proof proof = device.proof(challenge);
            byte[] data = java.util.Base64.getUrlDecoder().decode(proof.authenticatorData());
            data[36]++;
            return new Proof(proof.id(), proof.clientData(), SoftAuthenticator.text(data), proof.signature());
        });
        forgeries.put("no signature", (device, challenge) -> {
            Proof proof = device.proof(challenge);
            return new Proof(proof.id(), proof.clientData(), proof.authenticatorData(), "");
        });
        forgeries.put("no base64", (device, challenge) -> new Proof(device.id(), "{}", "%%%", "\u0000"));
        forgeries.put(
                "no JSON",
                (device, challenge) ->
                        device.proofOf(SoftAuthenticator.text("[".repeat(5_000).getBytes(UTF_8))));
        forgeries.put("nothing", (device, challenge) -> new Proof("", "", "", ""));
        return forgeries.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void forgedProofSignsNobodyInAndCounts(Map.Entry<String, Forgery> forgery) throws Exception {
        String challenge = desk.challenge("ada");
        Proof proof = forgery.getValue().of(passkey, challenge);
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, proof, true)).status())
                .isEqualTo(401);
        assertThat(desk.journal.of("signin.failed")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void forgedProofIsNoStepUpAndCounts(Map.Entry<String, Forgery> forgery) throws Exception {
        desk.time.pass(Duration.ofMinutes(6));
        Proof proof = forgery.getValue()
                .of(passkey, desk.mfa.stepUp().passkeyOptions(token).get("challenge"));
        assertThat(refused(() -> desk.mfa.stepUp().accept(token, proof)).status())
                .isEqualTo(401);
        assertThat(refusal(() -> desk.mfa.stepUp().soonAfterCode(token)).type()).contains("/problems/step-up");
        assertThat(desk.journal.of("signin.failed")).hasSize(1);
    }

    @Test
    void proofOfASignInIsNoneForAStepUp() throws Exception {
        String challenge = desk.challenge("ada");
        Proof proof = passkey.proof(challenge);
        desk.mfa.stepUp().passkeyOptions(token);
        assertThat(refused(() -> desk.mfa.stepUp().accept(token, proof)).status())
                .isEqualTo(401);
    }

    @Test
    void fiveForgedProofsEndTheAttemptForTheRealOneToo() throws Exception {
        String challenge = desk.challenge("ada");
        for (int i = 0; i < Challenges.MOST_TRIES; i++) {
            Proof forged = new SoftAuthenticator().proof(challenge);
            refusal(() -> desk.mfa.desk().redeem(challenge, forged, true));
        }
        Proof real = passkey.proof(challenge);
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, real, true)).status())
                .isEqualTo(401);
    }

    @Test
    void passkeyIsMadeForTheQuestionAndByNobodyElse() throws Exception {
        SoftAuthenticator other = new SoftAuthenticator();
        desk.mfa.passkeys().options(token);
        String clientData = other.clientData("webauthn.create", Tokens.next());
        assertThat(refusal(() -> desk.mfa.passkeys().add(token, clientData, other.attestation()))
                        .status())
                .isEqualTo(422);
        Object challenge = desk.mfa.passkeys().options(token).get("challenge");
        other.origin = "http://evil.example";
        String foreign = other.clientData("webauthn.create", challenge);
        assertThat(refusal(() -> desk.mfa.passkeys().add(token, foreign, other.attestation()))
                        .status())
                .isEqualTo(422);
        assertThat(desk.mfa.stepUp().user(token).passkeys()).hasSize(1);
    }

    @Test
    void removedPasskeySignsNobodyIn() throws Exception {
        String challenge = desk.challenge("ada");
        desk.mfa.passkeys().remove(token, passkey.id());
        Proof proof = passkey.proof(challenge);
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, proof, true)).status())
                .isEqualTo(401);
        assertThat(desk.journal.of("user.passkey.removed")).hasSize(1);
        assertThat(refused(() -> desk.mfa.passkeys().remove(token, passkey.id()))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void passkeysAreAddedAndRemovedOnlySoonAfterACode() throws Exception {
        desk.time.pass(Duration.ofMinutes(6));
        assertThat(refusal(() -> desk.mfa.passkeys().options(token)).type()).contains("/problems/step-up");
        assertThat(refused(() -> desk.mfa.passkeys().remove(token, passkey.id()))
                        .type())
                .contains("/problems/step-up");
    }

    private static Refusal refusal(Callable<?> call) {
        return catchThrowableOfType(Refusal.class, call::call);
    }

    private interface Step {
        void take() throws Exception;
    }

    private static Refusal refused(Step step) {
        return catchThrowableOfType(Refusal.class, step::take);
    }
}
