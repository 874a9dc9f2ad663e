package io.workstatus.agent.mfa;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.util.exception.WebAuthnException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WebAuthn's two ceremonies, on {@code localhost}: a passkey is made, a passkey is used. A page of another origin can ask
 * for neither, which is what makes passkeys proof against phishing.
 */
final class PasskeyCeremony {

    private static final Logger LOG = LoggerFactory.getLogger(PasskeyCeremony.class);
    private static final String RELYING_PARTY = "localhost";
    private static final int MILLIS = 120_000;

    private static final List<PublicKeyCredentialParameters> ALGORITHMS =
            List.of(COSEAlgorithmIdentifier.ES256, COSEAlgorithmIdentifier.EdDSA, COSEAlgorithmIdentifier.RS256)
                    .stream()
                    .map(algorithm -> new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm))
                    .toList();

    private final Origin origin;
    private final WebAuthnManager webAuthn;
    private final AttestedCredentialDataConverter keys;

    /** @param origin of our pages, as {@code http://localhost:5000} */
    PasskeyCeremony(String origin) {
        this.origin = new Origin(origin);
        // Jackson's common cache of types would keep our classes after this bundle was replaced.
        LookupCache<Object, JavaType> types = new LRUMap<>(16, 256);
        TypeFactory own = TypeFactory.defaultInstance().withCache(types);
        ObjectConverter converter = new ObjectConverter(
                JsonMapper.builder().typeFactory(own).build(),
                CBORMapper.builder().typeFactory(own).build());
        webAuthn = WebAuthnManager.createNonStrictWebAuthnManager(converter);
        keys = new AttestedCredentialDataConverter(converter);
    }

    /** What a browser is asked to make: {@code PublicKeyCredentialCreationOptions}. */
    Map<String, Object> creation(User user, String challenge) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("rp", Map.of("id", RELYING_PARTY, "name", "Workstatus"));
        options.put(
                "user",
                Map.of(
                        "id", Tokens.fingerprint(user.key() + user.createdAt()).substring(0, 64),
                        "name", user.name(),
                        "displayName", user.name()));
        options.put("challenge", challenge);
        options.put(
                "pubKeyCredParams",
                ALGORITHMS.stream()
                        .map(each -> Map.of(
                                "type", "public-key", "alg", each.getAlg().getValue()))
                        .toList());
        options.put("timeout", MILLIS);
        options.put("excludeCredentials", named(user));
        options.put("authenticatorSelection", Map.of("residentKey", "discouraged", "userVerification", "preferred"));
        options.put("attestation", "none");
        return options;
    }

    /** What a browser is asked to prove: {@code PublicKeyCredentialRequestOptions}; empty without passkeys. */
    static Optional<Map<String, Object>> request(User user, String challenge) {
        return user.passkeys().isEmpty()
                ? Optional.empty()
                : Optional.of(Map.of(
                        "challenge",
                        challenge,
                        "rpId",
                        RELYING_PARTY,
                        "timeout",
                        MILLIS,
                        "userVerification",
                        "preferred",
                        "allowCredentials",
                        named(user)));
    }

    private static List<Map<String, String>> named(User user) {
        return user.passkeys().stream()
                .map(passkey -> Map.of("type", "public-key", "id", passkey.id()))
                .toList();
    }

    /** The passkey that a browser made; empty if it is none, or not for this challenge. */
    Optional<Passkey> made(String challenge, String clientData, String attestation, String createdAt) {
        try {
            RegistrationData data = webAuthn.verify(
                    new RegistrationRequest(decoded(attestation), decoded(clientData)),
                    new RegistrationParameters(expected(challenge), ALGORITHMS, false, true));
            AttestedCredentialData key =
                    data.getAttestationObject().getAuthenticatorData().getAttestedCredentialData();
            if (key == null) {
                return Optional.empty();
            }
            return Optional.of(new Passkey(
                    encoded(key.getCredentialId()),
                    encoded(keys.convert(key)),
                    data.getAttestationObject().getAuthenticatorData().getSignCount(),
                    createdAt));
        } catch (WebAuthnException | IllegalArgumentException | NullPointerException e) {
            LOG.info("A passkey was not taken: {}", e.toString());
            return Optional.empty();
        }
    }

    /** Proof of possession, as a browser gives it. All in base64url. */
    record Proof(String id, String clientData, String authenticatorData, String signature) {}

    /** The counter of the passkey after it was used; empty if the proof is none, or not for this challenge. */
    OptionalLong used(String challenge, User user, Proof proof) {
        try {
            Optional<Passkey> passkey = user.passkeys().stream()
                    .filter(each -> each.id().equals(proof.id()))
                    .findFirst();
            if (passkey.isEmpty()) {
                return OptionalLong.empty();
            }
            byte[] id = decoded(proof.id());
            CredentialRecordImpl record = new CredentialRecordImpl(
                    new NoneAttestationStatement(),
                    null,
                    null,
                    null,
                    passkey.get().counter(),
                    keys.convert(decoded(passkey.get().key())),
                    null,
                    null,
                    null,
                    null);
            return OptionalLong.of(webAuthn.verify(
                            new AuthenticationRequest(
                                    id,
                                    decoded(proof.authenticatorData()),
                                    decoded(proof.clientData()),
                                    decoded(proof.signature())),
                            new AuthenticationParameters(expected(challenge), record, List.of(id), false, true))
                    .getAuthenticatorData()
                    .getSignCount());
        } catch (WebAuthnException | IllegalArgumentException | NullPointerException e) {
            LOG.info("A passkey's proof was not taken: {}", e.toString());
            return OptionalLong.empty();
        }
    }

    private ServerProperty expected(String challenge) {
        return new ServerProperty(origin, RELYING_PARTY, new DefaultChallenge(decoded(challenge)));
    }

    private static byte[] decoded(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
