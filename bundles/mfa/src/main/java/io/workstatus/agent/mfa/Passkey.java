package io.workstatus.agent.mfa;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A passkey as the users file has it.
 *
 * @param id of the credential, in base64url
 * @param key the attested credential data after WebAuthn §6.5.2, in base64url: the public key is in it
 * @param counter of signatures, as it was last seen
 * @param createdAt in ISO 8601
 */
record Passkey(
        @JsonProperty("id") String id,
        @JsonProperty("key") String key,
        @JsonProperty("counter") long counter,
        @JsonProperty("createdAt") String createdAt) {

    Passkey {
        Stream.of(id, key, createdAt).forEach(Objects::requireNonNull);
    }

    Passkey withCounter(long seen) {
        return new Passkey(id, key, seen, createdAt);
    }
}
