package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A battery that a test charges and empties: a folder that looks as {@code /sys} does, read by the real OSHI. */
class BatteryTest {

    /** A poll, which is set to a second, and some time for a busy machine. */
    private static final Duration A_POLL = Duration.ofSeconds(15);

    @TempDir
    private Path sys;

    private XScreen screen;
    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        Files.setPosixFilePermissions(sys, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(sys.resolve("class/power_supply"));
        screen = XScreen.start();
        agent = Agent.unpack()
                .with("DISPLAY", screen.display())
                .with("WORKSTATUS_JAVA_OPTS", "-Doshi.util.sys.path=" + sys + " -Doshi.os.linux.allowudev=false")
                .provision("io.workstatus.agent.battery", "{\"pollSeconds\": 1}")
                .start()
                .setUpAndSignIn();
    }

    @AfterEach
    void end() throws Exception {
        try {
            agent.close();
        } finally {
            screen.close();
        }
    }

    @Test
    void holdsComeAndGoWithTheBattery() throws Exception {
        // a desktop: nothing is known and nothing held
        assertThat(agent.status().path("battery").isNull()).isTrue();
        assertThat(holds()).isEmpty();

        battery(21, "Discharging");
        awaitBattery(21, false);
        assertThat(holds()).isEmpty();
        battery(19, "Discharging");
        awaitHold("battery at 19 %");
        assertThat(agent.status().path("tracking").path("allowed").asBoolean()).isFalse();
        battery(22, "Discharging");
        awaitHold("battery at 22 %");
        battery(25, "Discharging");
        awaitNoHold();

        battery(17, "Discharging");
        awaitHold("battery at 17 %");
        assertThat(agent.status().path("battery").path("secondsLeft").asLong()).isEqualTo(17 * 180);
        battery(17, "Charging"); // plugged
        awaitNoHold();
        awaitBattery(17, true);
        battery(17, "Discharging"); // unplugged
        awaitHold("battery at 17 %");

        Agent.expect(200, agent.post("/api/v1/bundles/battery/stop", Map.of()));
        assertThat(holds()).isEmpty();
        assertThat(agent.status().path("battery").isNull()).isTrue();
        await().atMost(A_POLL)
                .until(() -> agent.status().path("tracking").path("allowed").asBoolean());
        assertThat(agent.errors()).isEmpty();
    }

    private void awaitBattery(int percent, boolean charging) {
        await().atMost(A_POLL).until(() -> {
            JsonNode battery = agent.status().path("battery");
            return battery.path("percent").asInt(-1) == percent
                    && battery.path("charging").asBoolean(!charging) == charging;
        });
    }

    private void awaitHold(String reason) {
        await().atMost(A_POLL).until(() -> holds().contains("\"" + reason + "\""));
        assertThat(holds()).contains("\"battery\"");
    }

    private void awaitNoHold() {
        await().atMost(A_POLL).until(() -> holds().isEmpty());
        await().atMost(A_POLL)
                .until(() -> agent.status().path("tracking").path("allowed").asBoolean());
    }

    private String holds() {
        JsonNode holds = agent.status().path("tracking").path("holds");
        return holds.isEmpty() ? "" : holds.toString();
    }

    /** 50 Wh when full, and 10 W are drawn. Replaced as a whole, so that nobody reads half of it. */
    private void battery(int percent, String status) throws IOException {
        Path folder = Files.createDirectories(sys.resolve("class/power_supply/BAT0"));
        Path next = Files.writeString(sys.resolve("uevent"), """
                POWER_SUPPLY_NAME=BAT0
                POWER_SUPPLY_TYPE=Battery
                POWER_SUPPLY_STATUS=%s
                POWER_SUPPLY_PRESENT=1
                POWER_SUPPLY_VOLTAGE_NOW=12000000
                POWER_SUPPLY_POWER_NOW=10000000
                POWER_SUPPLY_ENERGY_FULL=50000000
                POWER_SUPPLY_ENERGY_NOW=%d
                POWER_SUPPLY_CAPACITY=%d
                """.formatted(status, percent * 500_000, percent));
        Files.move(next, folder.resolve("uevent"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
}
