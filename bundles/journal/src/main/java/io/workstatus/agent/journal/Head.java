package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Where the chain stood at a time, signed: whoever changes a record before it, and all hashes behind that one, lacks the
 * signature.
 *
 * @param seq of the last record, 0 before the first
 * @param time as {@link TimeSource#ISO_MILLIS} writes it
 * @param hash SHA-256 of the last record's line
 * @param end whether a segment ends with that record
 * @param signature Ed25519, in Base64
 */
record Head(long seq, String time, String hash, boolean end, String signature) {

    static final String FILE = "heads.ndjson";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ALGORITHM = "Ed25519";

    static Head sign(Chain chain, boolean end, Instant now, PrivateKey key) throws GeneralSecurityException {
        String time = TimeSource.ISO_MILLIS.format(now);
        Signature signer = Signature.getInstance(ALGORITHM);
        signer.initSign(key);
        signer.update(signed(chain.seq(), time, chain.hash(), end));
        return new Head(
                chain.seq(), time, chain.hash(), end, Base64.getEncoder().encodeToString(signer.sign()));
    }

    /** The head of a line, or empty if it is none. */
    static Optional<Head> parse(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            if (!json.path("seq").isIntegralNumber()) {
                return Optional.empty();
            }
            return Optional.of(new Head(
                    json.path("seq").longValue(),
                    json.path("time").asText(),
                    json.path("hash").asText(),
                    json.path("end").asBoolean(),
                    json.path("signature").asText()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** All heads of a folder in their order; a line that a crash tore at the end is none. */
    static List<String> lines(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try {
            String text = Files.readString(folder.resolve(FILE));
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(lines::add);
        } catch (NoSuchFileException e) {
            return lines;
        }
        return lines;
    }

    String line() {
        return "{\"seq\":" + seq + ",\"time\":\"" + time + "\",\"hash\":\"" + hash + "\",\"end\":" + end
                + ",\"signature\":\"" + signature + "\"}";
    }

    boolean isSignedBy(PublicKey key) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(signed(seq, time, hash, end));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] signed(long seq, String time, String hash, boolean end) {
        return ("workstatus journal head\n" + seq + "\n" + time + "\n" + hash + "\n" + end + "\n").getBytes(UTF_8);
    }
}
