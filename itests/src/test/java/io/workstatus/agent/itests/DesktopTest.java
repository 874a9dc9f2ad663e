package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a desktop tells over D-Bus, and is told. */
class DesktopTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String LOGIN = "org.freedesktop.login1";
    private static final String SESSION = "/org/freedesktop/login1/session/c1";
    private static final String WATCHER = "org.kde.StatusNotifierWatcher";

    @TempDir
    Path folder;

    private DesktopBus bus;
    private Agent agent;

    @Test
    void aLockedScreenAndSleepHoldAndTheDesktopShowsWhetherThereIsRecording() throws Exception {
        try (XScreen screen = XScreen.start();
                DesktopBus desktop = DesktopBus.start(folder)) {
            bus = desktop;
            Process login = bus.template("logind");
            addSession();
            Process notifications = bus.template("notification_daemon");
            bus.service(WATCHER, "/StatusNotifierWatcher", "RegisterStatusNotifierItem");
            agent = Agent.unpack()
                    .with("DISPLAY", screen.display())
                    .with("DBUS_SYSTEM_BUS_ADDRESS", bus.address())
                    .with("DBUS_SESSION_BUS_ADDRESS", bus.address());
            try (Agent running = agent.start()) {
                running.setUpAndSignIn();
                running.policy(0.25, true);
                running.awaitStoredMoreThan(0);
                awaitNotification("Recording has started", "ada is recorded");
                await("the icon").atMost(SOON).until(() -> icon().equals("media-record"));

                theScreenIsLocked();
                aSwapDoesNotForgetThat();
                theMachineSleeps();

                login.destroyForcibly().waitFor();
                notifications.destroyForcibly().waitFor();
                Agent.expect(204, running.post("/api/v1/pause", Map.of("reason", "lunch")));
                Agent.expect(204, running.post("/api/v1/resume", Map.of()));
                running.awaitStoredMoreThan(running.stored().size());
                desktop.end();
                running.awaitStoredMoreThan(running.stored().size());
                assertThat(holds()).isEmpty();
                assertThat(running.errors()).isEmpty();
            }
        }
    }

    private void theScreenIsLocked() throws Exception {
        mock(SESSION, LOGIN + ".Session", "SetLockedHint", "(True,)");
        awaitHold("tracking.lock", "the screen is locked");
        assertThat(agent.status().path("tracking").path("allowed").booleanValue())
                .isFalse();
        awaitNotification("Recording has stopped", "the screen is locked");
        await("the icon").atMost(SOON).until(() -> icon().equals("media-playback-pause"));
        mock(SESSION, LOGIN + ".Session", "SetLockedHint", "(False,)");
        awaitRecording();

        mock(SESSION, LOGIN + ".Session", "Lock", "()");
        awaitHold("tracking.lock", "the screen is locked");
    }

    private void aSwapDoesNotForgetThat() throws Exception {
        mock(SESSION, LOGIN + ".Session", "SetLockedHint", "(True,)");
        byte[] jar = Files.readAllBytes(agent.distribution().resolve("load/io.workstatus.agent.tracking.jar"));
        for (int round = 0; round < 3; round++) {
            Agent.expect(200, agent.putJar("/api/v1/bundles/tracking", jar));
            awaitHold("tracking.lock", "the screen is locked");
        }
        await("what was replaced is gone").atMost(SOON).untilAsserted(() -> {
            agent.jcmd("GC.run");
            assertThat(agent.classesNamed("org.freedesktop.dbus.messages.Message"))
                    .isEqualTo(1);
        });
        mock(SESSION, LOGIN + ".Session", "SetLockedHint", "(False,)");
        awaitRecording();
    }

    private void theMachineSleeps() throws Exception {
        for (String sleeps : List.of("True", "False")) {
            mock(
                    "/org/freedesktop/login1",
                    "org.freedesktop.DBus.Mock",
                    "EmitSignal",
                    "('" + LOGIN + ".Manager', 'PrepareForSleep', 'b', [" + sleeps + "])");
            if (sleeps.equals("True")) {
                awaitHold("tracking.sleep", "the machine goes to sleep");
            }
        }
        awaitRecording();
        // Anybody may send a signal of that name.
        bus.call(
                WATCHER,
                "/StatusNotifierWatcher",
                "org.freedesktop.DBus.Mock",
                "EmitSignal",
                "('" + LOGIN + ".Manager', 'PrepareForSleep', 'b', [True])");
        int stored = agent.stored().size();
        agent.awaitStoredMoreThan(stored + 2);
    }

    private void addSession() throws IOException {
        Object uid = Files.getAttribute(folder.resolve("bus"), "unix:uid");
        mock(
                "/org/freedesktop/login1",
                "org.freedesktop.DBus.Mock",
                "AddSession",
                "('c1', 'seat0', dbus.UInt32(" + uid + "), 'ada', True)");
    }

    private void mock(String path, String type, String method, String arguments) throws IOException {
        bus.call(LOGIN, path, type, method, arguments);
    }

    private void awaitNotification(String summary, String body) {
        await(summary)
                .atMost(SOON)
                .until(() -> bus.calls("notification_daemon").stream()
                        .anyMatch(line -> line.contains(" Notify ") && line.contains(summary) && line.contains(body)));
    }

    /** Of the item that the panel was told of last. */
    private String icon() throws IOException {
        List<String> items = bus.calls(WATCHER).stream()
                .filter(line -> line.contains(" RegisterStatusNotifierItem "))
                .map(line -> line.replaceAll(".*\"(.*)\".*", "$1"))
                .toList();
        if (items.isEmpty()) {
            return "none";
        }
        return bus.call(
                items.get(items.size() - 1),
                "/StatusNotifierItem",
                "org.freedesktop.DBus.Properties",
                "Get",
                "('org.kde.StatusNotifierItem', 'IconName')");
    }

    private void awaitRecording() {
        await("recording goes on")
                .atMost(SOON)
                .until(() -> agent.status().path("tracking").path("allowed").booleanValue());
    }

    private void awaitHold(String id, String reason) {
        await(id).atMost(SOON).until(() -> holds().contains(id + ": " + reason));
    }

    private List<String> holds() {
        JsonNode holds = agent.status().path("tracking").path("holds");
        List<String> found = new java.util.ArrayList<>();
        holds.forEach(hold ->
                found.add(hold.path("id").asText() + ": " + hold.path("reason").asText()));
        return found;
    }
}
