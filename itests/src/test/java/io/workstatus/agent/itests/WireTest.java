package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While nothing may be recorded, nothing is asked of the X server: seen between the two, not in the agent's own counters. */
class WireTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    /** Eight ticks, while nothing may come. */
    private static final Duration A_WHILE = Duration.ofSeconds(2);

    private static final String SESSION = "/org/freedesktop/login1/session/c1";
    private static final Map<String, Object> POLICY = Map.of("capture_screenshots", true);

    @TempDir
    Path folder;

    private Agent agent;
    private XWire wire;

    @Test
    void whileNothingMayBeRecordedNoImageAndNoInputIsAskedFor() throws Exception {
        try (XScreen screen = XScreen.start();
                XWire between = XWire.before(screen);
                DesktopBus bus = DesktopBus.start(folder);
                Agent running = Agent.unpack()
                        .with("DISPLAY", between.display())
                        .with("DBUS_SYSTEM_BUS_ADDRESS", bus.address())) {
            wire = between;
            agent = running;
            bus.template("logind");
            bus.call(
                    "org.freedesktop.login1",
                    "/org/freedesktop/login1",
                    "org.freedesktop.DBus.Mock",
                    "AddSession",
                    "('c1', 'seat0', dbus.UInt32(%s), 'ada', True)"
                            .formatted(Files.getAttribute(folder.resolve("bus"), "unix:uid")));
            running.start().setUp();
            running.signInOnly();
            running.policyOnly(0.25, true);
            assertNothingIsAsked("tracking.notice");
            assertThat(wire.seen()).as("since the agent was started").isEmpty();

            running.acknowledge();
            awaitRecording();
            assertThat(wire.seen()).contains("RecordEnableContext").anyMatch(WireTest::readsTheScreen);

            // More is recorded than was acknowledged.
            running.policyOnly(0.25, false);
            assertNothingIsAsked("tracking.notice");
            running.policyOnly(0.25, true);
            awaitRecording();

            hours(Map.of("zone", "UTC", "days", Map.of()));
            assertNothingIsAsked("tracking.hours");
            running.policyOnly(0.25, true);
            awaitRecording();

            Agent.expect(204, running.post("/api/v1/pause", Map.of("minutes", 5)));
            assertNothingIsAsked("tracking.pause");
            Agent.expect(204, running.post("/api/v1/resume", Map.of()));
            awaitRecording();

            bus.call("org.freedesktop.login1", SESSION, "org.freedesktop.login1.Session", "SetLockedHint", "(True,)");
            assertNothingIsAsked("tracking.lock");
            bus.call("org.freedesktop.login1", SESSION, "org.freedesktop.login1.Session", "SetLockedHint", "(False,)");
            awaitRecording();

            running.signOut();
            assertNothingIsAsked("");
            assertThat(running.errors()).isEmpty();
        }
    }

    /** @param hold that stands, before this is looked at */
    private void assertNothingIsAsked(String hold) {
        if (!hold.isEmpty()) {
            await(hold).atMost(SOON).until(() -> holds().contains(hold));
        }
        await("subscriptions have ended").atMost(SOON).until(() -> wire.subscriptions() == 0);
        int before = wire.seen().size();
        await("nothing is asked: " + hold)
                .during(A_WHILE)
                .atMost(SOON)
                .untilAsserted(
                        () -> assertThat(wire.seen().subList(before, wire.seen().size()))
                                .isEmpty());
    }

    private void awaitRecording() {
        int before = wire.seen().size();
        await("images and input are asked for")
                .atMost(SOON)
                .until(() -> wire.subscriptions() == 1
                        && wire.seen().subList(before, wire.seen().size()).stream()
                                .anyMatch(WireTest::readsTheScreen));
    }

    /** In whichever way the Java runtime does: into shared memory that both see, or over the wire. */
    private static boolean readsTheScreen(String request) {
        return List.of("CopyArea", "GetImage", "ShmGetImage").contains(request);
    }

    private void hours(Map<String, Object> hours) throws IOException {
        Map<String, Object> policy = new java.util.TreeMap<>(POLICY);
        policy.put("screenshot_interval_seconds", 0.25);
        policy.put("screenshot_blurred", true);
        policy.put("working_hours", hours);
        Agent.expect(200, agent.put("/api/v1/policy", policy));
    }

    private List<String> holds() {
        return StreamSupport.stream(
                        agent.status().path("tracking").path("holds").spliterator(), false)
                .map(hold -> hold.path("id").asText())
                .toList();
    }
}
