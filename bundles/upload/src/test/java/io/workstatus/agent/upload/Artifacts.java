package io.workstatus.agent.upload;

import com.github.f4b6a3.ulid.UlidCreator;
import io.workstatus.agent.api.queue.Artifact;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/** Artifacts to offer. */
final class Artifacts {

    private Artifacts() {}

    static Artifact screenshot(Instant takenAt) {
        return screenshot(takenAt, "ada");
    }

    static Artifact screenshot(Instant takenAt, String user) {
        String id = UlidCreator.getMonotonicUlid(takenAt.toEpochMilli()).toString();
        byte[] content = new byte[2_000];
        new Random(id.hashCode()).nextBytes(content);
        return with(
                id,
                "screenshots/v=1/dt=2026-11-22/agent=a/20261122T081500.000Z-" + id + ".jpg",
                user,
                takenAt,
                content);
    }

    static Artifact with(String id, String key, String user, Instant takenAt, byte[] content) {
        return new Artifact(
                id,
                Artifact.SCREENSHOT,
                key,
                "image/jpeg",
                takenAt,
                user,
                Map.of(Artifact.WIDTH, "1920", Artifact.HEIGHT, "1080", Artifact.BLURRED, "true"),
                content,
                Sha256.of(content));
    }
}
