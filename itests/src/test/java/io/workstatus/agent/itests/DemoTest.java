package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The first thing that a newcomer does, on a machine without a display. */
class DemoTest {

    @Test
    void withinAMinuteThereIsAStoredScreenshotAndAnAddressThatAnswers() throws Exception {
        try (Agent agent = Agent.unpack()) {
            Path output = agent.output();
            Process demo = agent.command("demo").redirectOutput(output.toFile()).start();
            try {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> Files.readString(output).contains("The first screenshot is stored.")
                                || !demo.isAlive());
                String text = Files.readString(output);
                assertThat(demo.isAlive()).as(text).isTrue();

                String address = find("http://localhost:\\d+", text);
                // What the health checks said while everything started is kept for two seconds.
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(answer(address + "/health")).contains("\"ok\""));

                Path store = Path.of(find("/\\S+/store", text));
                List<Path> images = images(store);
                assertThat(images).isNotEmpty();
                BufferedImage image = ImageIO.read(images.get(0).toFile());
                assertThat((double) image.getWidth() / image.getHeight()).isBetween(1.7, 1.85);

                demo.destroy();
                assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(demo.exitValue()).isZero();
                assertThat(store.getParent()).doesNotExist();
            } finally {
                demo.destroy();
            }
        }
    }

    private static String answer(String address) throws Exception {
        try (var in = java.net.URI.create(address).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Path> images(Path store) throws Exception {
        try (Stream<Path> files = Files.walk(store)) {
            return files.filter(file -> file.toString().endsWith(".jpg")).toList();
        }
    }

    private static String find(String pattern, String text) {
        Matcher matcher = java.util.regex.Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group();
    }
}
