package io.workstatus.agent.config.client;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * The Ed25519 key whose signature a policy has to bear.
 *
 * @param text as it is configured, X.509 in Base64
 */
record PinnedKey(PublicKey key, String text) {

    private static final String ALGORITHM = "Ed25519";

    /** @throws IllegalArgumentException with a message for people */
    static PinnedKey parse(String text) {
        try {
            byte[] encoded = Base64.getDecoder().decode(text.strip());
            PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
            return new PinnedKey(key, text.strip());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "publicKey is no Ed25519 key as \"bin/workstatus policy-key\" prints it; set it, or leave it empty",
                    e);
        }
    }

    /** Whether these very bytes were signed with the private half; false also for what is no signature. */
    boolean signed(byte[] bytes, String signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(bytes);
            return verifier.verify(Base64.getDecoder().decode(signature.strip()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
