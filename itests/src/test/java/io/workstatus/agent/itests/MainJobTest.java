package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person signs in, and what is on the screen is recorded as the policy says; not before, not after, not otherwise. */
class MainJobTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static XScreen screen;
    private static Agent agent;

    @BeforeAll
    static void aPersonSitsDown() throws Exception {
        screen = XScreen.start().showPattern();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start();
        assertThat(agent.statusCode()).isEqualTo(401);
        assertThat(agent.stored()).as("before anybody signed in").isEmpty();
        agent.setUpAndSignIn();
        assertThat(agent.home().resolve("setup-token")).doesNotExist();
    }

    @AfterAll
    static void theEnd() throws Exception {
        try {
            if (agent != null) {
                agent.close();
            }
        } finally {
            screen.close();
        }
    }

    @BeforeEach
    void everythingRuns() throws IOException {
        agent.post("/api/v1/resume", Map.of());
        agent.post("/api/v1/bundles/blur/start", Map.of());
        if (agent.statusCode() != 200) {
            agent.signIn();
        }
        await().atMost(SOON)
                .until(() -> agent.status().path("tracking").path("allowed").asBoolean());
    }

    @Test
    void unblurredTheStoredImageIsTheScreen() throws Exception {
        agent.policy(0.5, false);
        BufferedImage image = ImageIO.read(next(false).toFile());

        assertThat(image.getWidth()).isEqualTo(1280);
        assertThat(image.getHeight()).isEqualTo(720);
        assertThat(Pattern.squaresFound(image)).isGreaterThan(395);
        assertThat(Pattern.contrastLeft(image)).isGreaterThan(200);
        assertThat(Pattern.hasCorners(image)).as(Pattern.corners(image)).isTrue();
        assertThat(words(image)).contains(Pattern.WORD);
    }

    @Test
    void blurredTheWholeScreenIsThereAndNothingCanBeRead() throws Exception {
        agent.policy(0.5, true);
        BufferedImage image = ImageIO.read(next(true).toFile());

        assertThat((double) image.getWidth() / image.getHeight()).isBetween(1.7, 1.85);
        assertThat(Pattern.hasCorners(image)).as(Pattern.corners(image)).isTrue();
        assertThat(Pattern.contrastLeft(image)).isLessThan(8);
        assertThat(words(image)).doesNotContain(Pattern.WORD).doesNotContainIgnoringCase("dential");
    }

    @Test
    void keysHashesAndRowsAgree() throws Exception {
        agent.policy(0.5, true);
        Path file = next(true);
        JsonNode row = rowOf(file);

        String key = agent.home().resolve("store").relativize(file).toString();
        assertThat(key)
                .matches("screenshots/v=1/dt=\\d{4}-\\d\\d-\\d\\d/agent=[0-9a-f-]{36}/"
                        + "\\d{8}T\\d{6}\\.\\d{3}Z-[0-9A-HJKMNP-TV-Z]{26}\\.jpg");
        assertThat(key).contains(row.path("id").asText());
        assertThat(row.path("user").asText()).isEqualTo(Agent.USER);
        assertThat(row.path("blurred").asBoolean()).isTrue();
        assertThat(row.path("bytes").asLong()).isEqualTo(Files.size(file));
        String sidecar = Files.readString(file.resolveSibling("." + file.getFileName() + ".sha256"));
        assertThat(sidecar).startsWith(row.path("sha256").asText());
        assertThat(agent.get("/api/v1/screenshots/" + row.path("id").asText()).body())
                .isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void nothingIsRecordedWhileThereIsAHoldAndAgainWithinASecondAfterIt() throws Exception {
        agent.policy(0.25, true);
        next(true);
        Agent.expect(204, agent.post("/api/v1/pause", Map.of("minutes", 5, "reason", "lunch")));
        assertNothingMoreIsTaken();
        assertThat(agent.status().path("tracking").toString())
                .contains("tracking.pause")
                .contains("lunch");

        Agent.expect(204, agent.post("/api/v1/resume", Map.of()));
        await().atMost(Duration.ofSeconds(1))
                .until(() -> agent.status().path("tracking").path("allowed").asBoolean());
        next(true);
    }

    @Test
    void nothingIsRecordedAfterSignOut() throws Exception {
        agent.policy(0.25, true);
        next(true);
        agent.signOut();
        long taken = settled();
        assertThat(agent.get("/api/v1/status").statusCode()).isEqualTo(401);
        assertThat(settled()).isEqualTo(taken);

        agent.signIn();
        next(true);
    }

    @Test
    void withoutTheBlurNothingIsStoredUntilItIsBackAndEverythingElseGoesOn() throws Exception {
        agent.policy(0.25, true);
        next(true);
        Agent.expect(200, agent.post("/api/v1/bundles/blur/stop", Map.of()));
        assertNothingMoreIsTaken();
        assertThat(agent.capability("blur").path("state").asText()).isEqualTo("stopped");
        JsonNode capture = agent.capability("capture");
        assertThat(capture.path("state").asText()).isEqualTo("waiting");
        assertThat(capture.path("reason").asText()).contains("blur");
        assertThat(agent.status().path("tracking").path("allowed").asBoolean()).isTrue();

        Agent.expect(200, agent.post("/api/v1/bundles/blur/start", Map.of()));
        next(true);
        assertThat(agent.capability("capture").path("state").asText()).isEqualTo("active");
    }

    @Test
    void aPolicyThatChangesIsActedOnWithoutARestart() throws Exception {
        agent.policy(600, true);
        await().atMost(SOON)
                .until(() -> agent.status()
                                .path("policy")
                                .path("screenshot_interval")
                                .asDouble()
                        == 10);
        long jvm = agent.jvm();
        assertNothingMoreIsTaken();

        agent.policy(0.5, true);

        next(true);
        assertThat(agent.jvm()).isEqualTo(jvm);
    }

    @Test
    void theBooksBalance() throws Exception {
        agent.policy(0.25, true);
        next(true);
        agent.policy(600, true);
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode queue = agent.status().path("queue");
            assertThat(queue.path("unaccounted").asInt()).isZero();
            assertThat(queue.path("offered").asInt())
                    .isEqualTo(queue.path("sent").asInt())
                    .isEqualTo(agent.storedObjects().size());
        });
    }

    // --- ---

    /** The next screenshot to be stored that was taken under the policy that is in force now. */
    private static Path next(boolean blurred) {
        List<Path> before = agent.stored();
        return await().atMost(SOON)
                .until(() -> newer(before, blurred), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<Path> newer(List<Path> before, boolean blurred) throws IOException {
        for (Path file : agent.stored()) {
            if (!before.contains(file) && rowOf(file).path("blurred").asBoolean(!blurred) == blurred) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static JsonNode rowOf(Path file) throws IOException {
        for (JsonNode row : Agent.json(agent.get("/api/v1/screenshots?limit=1000"))) {
            if (file.toString().endsWith(row.path("key").asText())) {
                return row;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    /** Not one more in two seconds, once what was under way is stored. */
    private static void assertNothingMoreIsTaken() throws InterruptedException {
        long taken = settled();
        assertThat(settled()).isEqualTo(taken);
    }

    /** How many are stored after two seconds. */
    private static long settled() throws InterruptedException {
        TimeUnit.SECONDS.sleep(2); // the proof that nothing happens needs time in which it could
        return agent.stored().size();
    }

    /** What an OCR reads, at four times the size where the image is small. */
    private static String words(BufferedImage image) throws IOException, InterruptedException {
        int scale = image.getWidth() < 1000 ? 4 : 1;
        BufferedImage scaled =
                new BufferedImage(image.getWidth() * scale, image.getHeight() * scale, BufferedImage.TYPE_INT_RGB);
        scaled.createGraphics().drawImage(image, 0, 0, scaled.getWidth(), scaled.getHeight(), null);
        File file = File.createTempFile("ocr", ".png");
        try {
            ImageIO.write(scaled, "png", file);
            Process ocr = new ProcessBuilder("tesseract", file.getPath(), "-")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(ocr.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            Files.delete(file.toPath());
        }
    }
}
