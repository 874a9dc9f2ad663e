package io.workstatus.agent.mfa;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.workstatus.agent.mfa.PasskeyCeremony.Proof;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A passkey in software, with what a browser puts around it after WebAuthn §5.8.1 and §6.1; every part can be forged. */
final class SoftAuthenticator {

    private static final int PRESENT = 0x01;
    private static final int VERIFIED = 0x04;
    private static final int KEY_IS_THERE = 0x40;

    private final byte[] id = Tokens.randomBytes(32);
    private final KeyPair keys;

    String origin = "http://localhost:5000";
    String relyingParty = "localhost";
    int flags = PRESENT | VERIFIED;
    int counter = 1;

    SoftAuthenticator() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys = generator.generateKeyPair();
    }

    String id() {
        return text(id);
    }

    /** What a browser says that it signed. */
    String clientData(String type, Object challenge) {
        return text(("{\"type\":\"" + type + "\",\"challenge\":\"" + challenge + "\",\"origin\":\"" + origin
                        + "\",\"crossOrigin\":false}")
                .getBytes(UTF_8));
    }

    /** What comes of making it: the public key, without an attestation of who made the device. */
    String attestation() throws IOException, GeneralSecurityException {
        Map<Object, Object> attestation = new LinkedHashMap<>();
        attestation.put("fmt", "none");
        attestation.put("attStmt", Map.of());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(authenticatorData(flags | KEY_IS_THERE));
        data.write(new byte[16]);
        data.write(ByteBuffer.allocate(2).putShort((short) id.length).array());
        data.write(id);
        data.write(publicKey());
        attestation.put("authData", data.toByteArray());
        return text(new CBORMapper().writeValueAsBytes(attestation));
    }

    /** COSE_Key of RFC 9053 §7.1.1, written by hand: its labels are numbers. */
    private byte[] publicKey() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        ByteBuffer cose = ByteBuffer.allocate(77);
        cose.put(new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20});
        cose.put(coordinate(key.getW().getAffineX()));
        cose.put(new byte[] {0x22, 0x58, 0x20});
        cose.put(coordinate(key.getW().getAffineY()));
        return cose.array();
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private byte[] authenticatorData(int withFlags) throws GeneralSecurityException {
        return ByteBuffer.allocate(37)
                .put(sha256(relyingParty.getBytes(UTF_8)))
                .put((byte) withFlags)
                .putInt(counter)
                .array();
    }

    /** What comes of using it. */
    Proof proof(Object challenge) throws GeneralSecurityException {
        return proofOf(clientData("webauthn.get", challenge));
    }

    /** The same, whatever the browser says. */
    Proof proofOf(String clientData) throws GeneralSecurityException {
        byte[] data = authenticatorData(flags);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(data);
        signature.update(sha256(Base64.getUrlDecoder().decode(clientData)));
        return new Proof(id(), clientData, text(data), text(signature.sign()));
    }

    private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The same with one bit turned. */
    static String turned(String base64url) {
        byte[] bytes = Base64.getUrlDecoder().decode(base64url);
        byte[] other = Arrays.copyOf(bytes, bytes.length);
        other[bytes.length / 2] ^= 1;
        return text(other);
    }
}
