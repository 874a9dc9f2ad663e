package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import io.workstatus.agent.api.frame.EncodedImage;
import io.workstatus.agent.api.queue.Artifact;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScreenshotsTest {

    private final Screenshots screenshots = new Screenshots(FakeServices.AGENT_ID);

    @Test
    void theKeyIsTheContracts() {
        Artifact artifact = artifact("2026-11-22T08:15:00.042Z");

        assertThat(artifact.key())
                .matches("screenshots/v=1/dt=2026-11-22/agent=" + FakeServices.AGENT_ID
                        + "/20261122T081500\\.042Z-[0-9A-HJKMNP-TV-Z]{26}\\.jpg")
                .contains("-" + artifact.id() + ".");
    }

    @Test
    void wholeSecondsHaveTheirThreeDecimalsToo() {
        assertThat(artifact("2026-01-01T00:00:00Z").key()).contains("/20260101T000000.000Z-");
    }

    @Test
    void theIdCarriesTheTimeOfTheScreenshot() {
        Instant takenAt = Instant.parse("2026-11-22T08:15:00.042Z");

        assertThat(Ulid.from(artifact(takenAt.toString()).id()).getInstant()).isEqualTo(takenAt);
    }

    @Test
    void anArtifactSaysWhatItIs() {
        Artifact artifact = artifact("2026-11-22T08:15:00.042Z");

        assertThat(artifact.kind()).isEqualTo("screenshot");
        assertThat(artifact.user()).isEqualTo("ada");
        assertThat(artifact.attributes())
                .containsOnly(
                        java.util.Map.entry("width", "480"),
                        java.util.Map.entry("height", "270"),
                        java.util.Map.entry("blurred", "true"));
        assertThat(artifact.sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    private Artifact artifact(String takenAt) {
        EncodedImage image = new EncodedImage(new byte[] {'a', 'b', 'c'}, "image/jpeg", "jpg", 480, 270);
        return screenshots.artifact(image, true, "ada", Instant.parse(takenAt));
    }
}
