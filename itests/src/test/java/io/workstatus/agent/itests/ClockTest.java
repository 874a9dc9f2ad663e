package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the agent's clock and zone is told, and changes nothing of what is recorded. */
class ClockTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    /** Within what a change is journaled, by the journal's own times. */
    private static final Duration NOTICED = Duration.ofSeconds(5);

    private static final Duration YEAR = Duration.ofDays(365);
    private static final double INTERVAL = 0.5;
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> ZONES = List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe");

    @TempDir
    Path folder;

    private Agent agent;
    private MovableJdk system;
    private Page page;

    @Test
    void jumpsZonesDaylightSavingAndASuspensionAreToldAndNothingIsRecordedTwiceOrLost() throws Exception {
        system = MovableJdk.in(folder);
        try (XScreen screen = XScreen.start();
                Agent running = Agent.unpack()
                        .with("DISPLAY", screen.display())
                        .with("JAVA_HOME", system.home().toString());
                Browser browser = new Browser()) {
            agent = running;
            page = browser.page();
            running.start().setUp().signInOnly();
            running.policyOnly(INTERVAL, true);
            long notBefore = System.nanoTime();
            running.acknowledge();
            await("counting")
                    .atMost(SOON)
                    .until(() -> running.status().path("activity").isObject());
            long countingBy = System.nanoTime();
            screen.xdotool("key", "--delay", "2", "--repeat", "10", "a");
            JsonNode session = running.status().path("session");
            look(browser);

            for (Duration ahead : List.of(Duration.ofHours(1), Duration.ZERO, YEAR, Duration.ZERO)) {
                jump(ahead);
            }
            for (String zone : ZONES) {
                daylightSavingSwitches(zone);
            }
            suspend();
            screen.xdotool("key", "--delay", "2", "--repeat", "10", "a");
            assertThat(running.status().path("session")).isEqualTo(session);

            nothingWasRecordedTwice((System.nanoTime() - notBefore) / 1e9);
            long countingUntil = System.nanoTime();
            running.signOut();
            long notAfter = System.nanoTime();
            samplesAddUp((countingUntil - countingBy) / 1e9, (notAfter - notBefore) / 1e9);
            assertThat(running.outcome("verify").code()).isZero();
            assertThat(running.errors()).isEmpty();
            assertThat(browser.complaints()).isEmpty();
        } finally {
            system.delete();
        }
    }

    /** At the dashboard, as whoever is signed in. */
    private void look(Browser browser) throws IOException {
        String address = "http://localhost:" + agent.port() + "/";
        String[] cookie = agent.cookie().split("=", 2);
        browser.context().addCookies(List.of(new Cookie(cookie[0], cookie[1]).setUrl(address)));
        page.navigate(address);
    }

    private void jump(Duration ahead) throws Exception {
        long from = newest();
        system.put(ahead);
        Instant put = system.now();
        JsonNode jump = awaitRecord(from, "clock.jumped", data -> true);
        double seconds = jump.path("data").path("seconds").asDouble();
        assertThat(Math.abs(seconds))
                .satisfiesAnyOf(
                        jumped -> assertThat(jumped).isBetween(3_595.0, 3_605.0),
                        jumped -> assertThat(jumped).isBetween(YEAR.toSeconds() - 5.0, YEAR.toSeconds() + 5.0));
        assertNoticed(jump, put);
        awaitShown(jump, "the clock was put " + (seconds > 0 ? "forward" : "back"));
        recordingGoesOn();
    }

    /** Both ways, within a few seconds each: the clock is put to the moment before. */
    private void daylightSavingSwitches(String zone) throws Exception {
        long from = newest();
        Instant set = system.now();
        system.zone(zone);
        JsonNode moved = awaitRecord(
                from, "clock.zone.changed", data -> data.path("after").asText().equals(zone));
        assertNoticed(moved, set);
        awaitShown(moved, "the time zone was changed from ");
        assertThat(agent.status().path("time").path("zone").asText()).isEqualTo(zone);

        ZoneOffsetTransition next = ZoneId.of(zone).getRules().nextTransition(Instant.now());
        for (int i = 0; i < 2; i++) {
            passes(zone, next);
            next = ZoneId.of(zone).getRules().nextTransition(next.getInstant());
        }
        recordingGoesOn();
    }

    private void passes(String zone, ZoneOffsetTransition transition) throws Exception {
        JsonNode jump;
        do {
            // A machine that is too slow to notice before the moment itself gets another one.
            long from = newest();
            system.put(transition.getInstant().minusSeconds(3));
            jump = awaitRecord(from, "clock.jumped", data -> true);
        } while (!Instant.parse(jump.path("data").path("after").asText()).isBefore(transition.getInstant()));
        JsonNode change = awaitRecord(
                jump.path("seq").asLong(),
                "clock.offset.changed",
                data -> data.path("zone").asText().equals(zone));
        assertThat(change.path("data").path("before").asText())
                .isEqualTo(transition.getOffsetBefore().getId());
        assertThat(change.path("data").path("after").asText())
                .isEqualTo(transition.getOffsetAfter().getId());
        assertNoticed(change, transition.getInstant());
        awaitShown(
                change,
                "%s went from UTC%s to UTC%s"
                        .formatted(zone, transition.getOffsetBefore(), transition.getOffsetAfter()));
        awaitLocalTime(zone, transition.getOffsetAfter());
    }

    private void suspend() throws Exception {
        long from = newest();
        String jvm = Long.toString(agent.jvm());
        Agent.run("kill", "-STOP", jvm);
        Instant resumed;
        try {
            // It stands for so long, whatever else the machine does.
            Thread.sleep(4_500);
        } finally {
            resumed = system.now();
            Agent.run("kill", "-CONT", jvm);
        }
        JsonNode stall =
                awaitRecord(from, "clock.stalled", data -> data.path("seconds").asDouble() >= 4.5);
        assertNoticed(stall, resumed);
        awaitShown(stall, "the agent was held up for ");
        recordingGoesOn();
    }

    /** @param happened by the clock that the record's time is of */
    private static void assertNoticed(JsonNode record, Instant happened) {
        // Times are told in milliseconds.
        assertThat(Duration.between(happened, Instant.parse(record.path("time").asText())))
                .as(record.toString())
                .isBetween(Duration.ofMillis(-2), NOTICED);
    }

    /** In the status, and to whoever looks at the page. */
    private void awaitShown(JsonNode record, String text) {
        await(text).atMost(SOON).until(() -> {
            JsonNode shown = agent.status().path("time").path("lastChange");
            return shown.path("type").equals(record.path("type"))
                    && shown.path("text").asText().startsWith(text);
        });
        page.locator("#time").getByText(text).waitFor();
    }

    /** The page has the agent's local time, and says whose it is. */
    private void awaitLocalTime(String zone, ZoneOffset offset) {
        String minus = "\u2212";
        page.locator("#time")
                .getByText("%s (UTC%s)".formatted(zone, offset.getId().replace("-", minus)))
                .waitFor();
        await("local time").atMost(SOON).until(() -> {
            LocalTime shown = LocalTime.parse(page.textContent("#time-local"));
            LocalTime local = system.now().atOffset(offset).toLocalTime();
            return Duration.between(shown, local).abs().compareTo(NOTICED) < 0;
        });
        assertThat(page.textContent("#bar-clock")).matches("\\d\\d:\\d\\d:\\d\\d [A-Z]+([+-][0-9:]+)?");
    }

    private void recordingGoesOn() {
        int offered = agent.status().path("queue").path("offered").asInt();
        await("recording goes on")
                .atMost(SOON)
                .until(() -> agent.status().path("queue").path("offered").asInt() > offered + 1);
    }

    private void nothingWasRecordedTwice(double atMostSeconds) throws IOException {
        List<String> keys = new ArrayList<>();
        for (JsonNode taken : journal()) {
            if (taken.path("type").asText().equals("screenshot.taken")) {
                keys.add(taken.path("data").path("key").asText());
            }
        }
        assertThat(keys).isNotEmpty().doesNotHaveDuplicates();
        assertThat((double) keys.size())
                .as("no more than there were ticks on the monotonic clock")
                .isLessThanOrEqualTo(atMostSeconds / INTERVAL + 1);
    }

    private void samplesAddUp(double atLeastSeconds, double atMostSeconds) throws IOException {
        await("all samples are stored").atMost(SOON).until(() -> keptIn("sealed") + keptIn("open") == 0);
        await("all samples are stored").atMost(SOON).until(() -> agent.pending().isEmpty());
        List<JsonNode> samples = samples();
        double sum = 0;
        long keys = 0;
        Instant free = Instant.MIN;
        for (JsonNode sample : samples) {
            Instant begin = Instant.parse(sample.path("time").asText());
            double seconds = sample.path("seconds").asDouble();
            assertThat(begin).as("no sample overlaps the one before").isAfterOrEqualTo(free);
            assertThat(seconds).isPositive();
            free = begin.plusMillis(Math.round(seconds * 1e3));
            sum += seconds;
            keys += sample.path("keys").asLong();
        }
        assertThat(sum).isBetween(atLeastSeconds, atMostSeconds);
        assertThat(keys).isEqualTo(20);
    }

    /** In the order of their times. */
    private List<JsonNode> samples() throws IOException {
        List<JsonNode> samples = new ArrayList<>();
        for (Path file : agent.storedObjects()) {
            if (file.toString().endsWith(".ndjson.gz")) {
                byte[] packed = Files.readAllBytes(file);
                try (GZIPInputStream lines = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                    for (String line : new String(lines.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                            .lines()
                            .toList()) {
                        samples.add(JSON.readTree(line));
                    }
                }
            }
        }
        samples.sort(Comparator.comparing(sample -> sample.path("time").asText()));
        return samples;
    }

    private long keptIn(String name) throws IOException {
        try (var files = Files.list(agent.home().resolve("activity").resolve(name))) {
            return files.count();
        }
    }

    private JsonNode awaitRecord(long after, String type, Predicate<JsonNode> wanted) {
        List<JsonNode> found = new ArrayList<>();
        await(type).atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> {
            for (JsonNode record : journal()) {
                if (record.path("seq").asLong() > after
                        && record.path("type").asText().equals(type)
                        && wanted.test(record.path("data"))) {
                    found.add(record);
                }
            }
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private long newest() throws IOException {
        long newest = 0;
        for (JsonNode record : journal()) {
            newest = Math.max(newest, record.path("seq").asLong());
        }
        return newest;
    }

    /** At whatever time it was written. */
    private JsonNode journal() throws IOException {
        return Agent.json(agent.get("/api/v1/journal?from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&limit=10000"));
    }
}
