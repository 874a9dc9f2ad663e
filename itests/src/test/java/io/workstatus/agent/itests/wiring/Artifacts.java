package io.workstatus.agent.itests.wiring;

import com.github.f4b6a3.ulid.UlidCreator;
import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.queue.Artifact;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;

/** Makes screenshots to be offered, no two of them alike. */
record Artifacts(String agentId, TimeSource time) {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    Artifact screenshot() {
        Instant now = time.now();
        String id = UlidCreator.getMonotonicUlid(now.toEpochMilli()).toString();
        byte[] content = new byte[20_000];
        new Random().nextBytes(content);
        String key = "screenshots/v=1/dt=%s/agent=%s/%s-%s.jpg"
                .formatted(now.atZone(ZoneOffset.UTC).toLocalDate(), agentId, STAMP.format(now), id);
        Map<String, String> attributes = Map.of(Artifact.WIDTH, "8", Artifact.HEIGHT, "6", Artifact.BLURRED, "true");
        return new Artifact(
                id, Artifact.SCREENSHOT, key, "image/jpeg", now, "ada", attributes, content, sha256(content));
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
