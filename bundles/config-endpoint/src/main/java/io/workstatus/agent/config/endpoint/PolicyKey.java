package io.workstatus.agent.config.endpoint;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** The private half of an Ed25519 key pair, with which policies are signed; agents pin the public half. */
final class PolicyKey {

    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey key;

    private PolicyKey(PrivateKey key) {
        this.key = key;
    }

    static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 15 has " + ALGORITHM, e);
        }
    }

    /** As it is kept: PKCS#8 in Base64. */
    static String text(PrivateKey key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** As agents pin it: X.509 in Base64. */
    static String text(PublicKey key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** @throws IllegalArgumentException for what is no such key */
    static PolicyKey parse(String text) {
        try {
            byte[] encoded = Base64.getDecoder().decode(text.strip());
            return new PolicyKey(KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("it is no private " + ALGORITHM + " key, PKCS#8 in Base64", e);
        }
    }

    /** The signature of these bytes, in Base64. */
    String sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(bytes);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 15 has " + ALGORITHM, e);
        }
    }
}
