package io.workstatus.agent.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import oshi.util.GlobalConfig;

/** Real OSHI on a folder that looks as {@code /sys} does. OSHI keeps the folder's name for the life of the JVM. */
class OshiPowerSourcesTest {

    private static final Path SYS = Path.of("target", "sys").toAbsolutePath();
    private static final Path SUPPLIES = SYS.resolve("class/power_supply");

    private final OshiPowerSources sources = new OshiPowerSources();

    @BeforeAll
    static void elsewhere() {
        GlobalConfig.set("oshi.util.sys.path", SYS.toString());
        GlobalConfig.set("oshi.os.linux.allowudev", false);
    }

    @BeforeEach
    void noneYet() throws IOException {
        Files.createDirectories(SUPPLIES);
    }

    @AfterEach
    void clear() throws IOException {
        try (Stream<Path> files = Files.walk(SYS)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void noBatteryIsAnEmptyList() {
        assertThat(sources.read()).isEmpty();
    }

    @Test
    void changesAreSeenAtTheNextLook() throws IOException {
        battery("BAT0", "STATUS=Discharging", "CAPACITY=21");
        assertThat(charge().orElseThrow().wholePercent()).isEqualTo(21);
        battery("BAT0", "STATUS=Charging", "CAPACITY=22");
        assertThat(charge().orElseThrow().wholePercent()).isEqualTo(22);
        assertThat(charge().orElseThrow().charging()).isTrue();
    }

    @Test
    void energyAndPowerGiveTheTimeThatIsLeft() throws IOException {
        battery(
                "BAT0",
                "STATUS=Discharging",
                "CAPACITY=50",
                "ENERGY_FULL=50000000",
                "ENERGY_NOW=25000000",
                "POWER_NOW=10000000",
                "VOLTAGE_NOW=11000000");
        assertThat(charge().orElseThrow().secondsLeft()).hasValue(9_000);
    }

    @Test
    void chargeAndVoltageAreEnergyToo() throws IOException {
        battery(
                "BAT0",
                "STATUS=Discharging",
                "CAPACITY=90",
                "CHARGE_FULL=1000000",
                "CHARGE_NOW=900000",
                "VOLTAGE_NOW=10000000");
        battery("BAT1", "STATUS=Not charging", "CAPACITY=0", "ENERGY_FULL=10000000", "ENERGY_NOW=0");
        assertThat(charge().orElseThrow().percent()).isEqualTo(45);
    }

    @Test
    void negativeCapacitiesOfADockAreNone() throws IOException {
        battery("BAT0", "STATUS=Discharging", "CAPACITY=60", "ENERGY_FULL=50000000", "ENERGY_NOW=30000000");
        battery("DOCK", "STATUS=Discharging", "CAPACITY=-1", "ENERGY_FULL=-1", "ENERGY_NOW=-1");
        assertThat(sources.read()).hasSize(1);
        assertThat(charge().orElseThrow().wholePercent()).isEqualTo(60);
    }

    @Test
    void theBatteryOfAMouseAndAChargerAreNotTheMachines() throws IOException {
        battery("hidpp_battery_0", "STATUS=Discharging", "CAPACITY=5", "TYPE=Battery", "SCOPE=Device");
        battery("ucsi-source-psy-1", "ONLINE=1", "TYPE=USB");
        assertThat(sources.read()).isEmpty();
    }

    private Optional<Charge> charge() {
        return Charge.of(sources.read());
    }

    private static void battery(String name, String... lines) throws IOException {
        Path folder = Files.createDirectories(SUPPLIES.resolve(name));
        List<String> all = Stream.concat(Stream.of("NAME=" + name, "PRESENT=1"), Stream.of(lines))
                .map(line -> "POWER_SUPPLY_" + line)
                .toList();
        Files.write(folder.resolve("uevent"), all);
    }
}
