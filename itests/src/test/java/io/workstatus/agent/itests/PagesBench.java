package io.workstatus.agent.itests;

import com.github.f4b6a3.ulid.UlidCreator;
import com.microsoft.playwright.Page;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Measures, and is no test: the dashboard's weight and first paint, and a whole day of 2,880 screenshots and 8,640 samples.
 * Run with {@code -Dit.test=PagesBench}; what it prints is kept in {@code itests/bench/RESULTS.md}.
 */
class PagesBench {

    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH").withZone(ZoneOffset.UTC);
    private static final int SCREENSHOTS = 2_880;
    private static final int SAMPLES = 8_640;

    @Test
    void measure() throws Exception {
        Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(1));
        try (Agent agent = Agent.unpack().with("TZ", "UTC").start().setUpAndSignIn()) {
            agent.stop();
            seed(agent, day);
            agent.start().signIn();
            try (Browser browser = new Browser().as(agent)) {
                String root = "http://localhost:" + agent.port();
                dashboard(browser, root);
                day(browser, root + "/day#" + ISO.format(day).substring(0, 10));
            }
        }
    }

    private static void dashboard(Browser browser, String address) {
        List<Double> paints = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Page page = browser.page();
            page.navigate(address + "/");
            page.waitForSelector("#capabilities tr");
            paints.add(number(page, "performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            if (i == 0) {
                System.out.printf(
                        "bench: weight of the dashboard as it came over the wire, bytes: %.0f in %.0f files%n",
                        number(page, """
                        performance.getEntries().filter(e => e.transferSize > 0 && !e.name.includes('/api/'))
                          .reduce((sum, e) => sum + e.transferSize, 0)"""), number(page, """
                        performance.getEntries().filter(e => e.transferSize > 0 && !e.name.includes('/api/')).length"""));
            }
            page.close();
        }
        paints.sort(null);
        System.out.printf(
                "bench: first paint, ms: median %.0f, worst %.0f%n",
                paints.get(paints.size() / 2), paints.get(paints.size() - 1));
    }

    private static void day(Browser browser, String address) {
        Page page = browser.page();
        for (int i = 0; i < 3; i++) {
            page.navigate("about:blank");
            page.navigate(address);
            page.waitForSelector("#blocks .block");
            System.out.printf(
                    "bench: day, opened after ms: %.0f, with %.0f blocks%n",
                    number(page, "performance.now()"),
                    number(page, "document.querySelectorAll('#blocks .block').length"));
        }
        for (String round : List.of("first", "second")) {
            System.out.printf(
                    "bench: scrolled through at a block a minute, %s time, ms between frames: %s%n",
                    round, page.evaluate("""
                    async () => {
                      const gaps = [];
                      document.querySelector('#zoom input[value="1"]').click();
                      while (document.querySelectorAll('#blocks .block').length < 1000) {
                        await new Promise(requestAnimationFrame);
                      }
                      scrollTo(0, 0);
                      let last = performance.now();
                      for (let y = 0; y < document.documentElement.scrollHeight && gaps.length < 600; y += 400) {
                        scrollTo(0, y);
                        await new Promise(requestAnimationFrame);
                        const now = performance.now();
                        gaps.push(now - last);
                        last = now;
                      }
                      gaps.sort((a, b) => a - b);
                      return `median ${gaps[gaps.length >> 1].toFixed(0)}, 95 % ${gaps[Math.floor(gaps.length * .95)].toFixed(0)}, worst ${gaps.at(-1).toFixed(0)}`;
                    }"""));
        }
        System.out.printf("bench: a thumbnail, first and second time, ms: %s%n", page.evaluate("""
                async () => {
                  const ask = async () => {
                    const at = performance.now();
                    await (await fetch(document.querySelector('#blocks .block:last-child img').src, {cache: 'no-store'})).blob();
                    return performance.now() - at;
                  };
                  return `${(await ask()).toFixed(0)}, ${(await ask()).toFixed(0)}`;
                }"""));
    }

    private static double number(Page page, String expression) {
        return ((Number) page.evaluate(expression)).doubleValue();
    }

    /** As the agent itself would have written it. */
    private static void seed(Agent agent, Instant day) throws IOException, InterruptedException {
        List<Path> pictures = pictures(agent.home().resolveSibling("pictures"));
        String id = Files.readString(agent.home().resolve("agent-id")).strip();
        Random random = new Random(7);
        StringBuilder ledger = new StringBuilder();
        Path folder = Files.createDirectories(agent.home().resolve("queue/ledger"));
        for (int i = 0; i < SCREENSHOTS; i++) {
            Instant at = day.plusSeconds(30L * i);
            String ulid = UlidCreator.getUlid(at.toEpochMilli()).toString();
            Path picture = pictures.get(i % pictures.size());
            String key = "screenshots/v=1/dt=%s/agent=%s/%s-%s.jpg"
                    .formatted(ISO.format(at).substring(0, 10), id, COMPACT.format(at), ulid);
            Path stored = agent.home().resolve("store").resolve(key);
            Files.createDirectories(stored.getParent());
            Files.createLink(stored, picture);
            ledger.append("""
                    {"op":"offered","id":"%1$s","at":"%2$s","kind":"screenshot","key":"%3$s","mediaType":"image/jpeg",\\
                    "createdAt":"%2$s","user":"%4$s","attributes":{"blurred":"false","height":"1080","width":"1920"},\\
                    "length":%5$d,"sha256":"%6$s"}
                    {"op":"sent","id":"%1$s","at":"%2$s","store":"folder %7$s","local":true}
                    """.formatted(
                            ulid,
                            ISO.format(at),
                            key,
                            Agent.USER,
                            Files.size(picture),
                            "0".repeat(64),
                            agent.home().resolve("store")));
            if (at.plusSeconds(30).truncatedTo(ChronoUnit.HOURS).isAfter(at.truncatedTo(ChronoUnit.HOURS))) {
                Files.writeString(folder.resolve(HOUR.format(at) + ".ndjson"), ledger);
                ledger.setLength(0);
            }
        }
        Files.deleteIfExists(folder.resolve("checkpoint.json"));
        Path kept = Files.createDirectories(agent.home().resolve("activity/kept"));
        for (int hour = 0; hour < 24; hour++) {
            Instant start = day.plus(Duration.ofHours(hour));
            StringBuilder samples = new StringBuilder();
            for (int i = 0; i < SAMPLES / 24; i++) {
                samples.append("""
                        {"time":"%s","seconds":10.000,"user":"%s","keys":%d,"clicks":%d,"wheel":0,"moves":%d,"activeSeconds":%d}
                        """.formatted(
                                ISO.format(start.plusSeconds(10L * i)),
                                Agent.USER,
                                random.nextInt(30),
                                random.nextInt(5),
                                random.nextInt(40),
                                random.nextInt(11)));
            }
            Files.writeString(
                    kept.resolve(COMPACT.format(start) + "-" + UlidCreator.getUlid(start.toEpochMilli()) + ".ndjson"),
                    samples);
        }
        if (Agent.isRoot()) {
            Agent.run("chown", "-R", "65534:65534", agent.home().getParent().toString());
        }
    }

    /** Twenty different screens' worth of lines and colours. */
    private static List<Path> pictures(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> pictures = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            BufferedImage image = new BufferedImage(1920, 1080, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            for (int n = 0; n < 3_000; n++) {
                graphics.setColor(new Color(random.nextInt(0x1000000)));
                graphics.fillRect(random.nextInt(1920), random.nextInt(1080), random.nextInt(120), random.nextInt(12));
            }
            graphics.dispose();
            Path file = folder.resolve(i + ".jpg");
            ImageIO.write(image, "jpg", file.toFile());
            pictures.add(file);
        }
        return pictures;
    }
}
