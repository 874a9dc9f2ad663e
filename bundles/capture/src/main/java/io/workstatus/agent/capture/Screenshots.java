package io.workstatus.agent.capture;

import com.github.f4b6a3.ulid.UlidCreator;
import io.workstatus.agent.api.frame.EncodedImage;
import io.workstatus.agent.api.queue.Artifact;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * Makes artifacts of images, with the key that they are stored under.
 *
 * @param agentId this agent's UUID
 */
record Screenshots(String agentId) {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    Artifact artifact(EncodedImage image, boolean blurred, String user, Instant takenAt) {
        String id = UlidCreator.getUlid(takenAt.toEpochMilli()).toString();
        String key = "screenshots/v=1/dt=%s/agent=%s/%s-%s.%s"
                .formatted(DAY.format(takenAt), agentId, MOMENT.format(takenAt), id, image.extension());
        return new Artifact(
                id,
                Artifact.SCREENSHOT,
                key,
                image.mediaType(),
                takenAt,
                user,
                Map.of(
                        Artifact.WIDTH, Integer.toString(image.width()),
                        Artifact.HEIGHT, Integer.toString(image.height()),
                        Artifact.BLURRED, Boolean.toString(blurred)),
                image.content(),
                Sha256.hex(image.content()));
    }
}
