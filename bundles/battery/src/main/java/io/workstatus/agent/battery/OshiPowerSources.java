package io.workstatus.agent.battery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.PowerSource;
import oshi.util.GlobalConfig;

/** By OSHI, on every platform. Used by one thread. */
final class OshiPowerSources implements PowerSources {

    private @Nullable HardwareAbstractionLayer hardware;

    @Override
    public List<Cell> read() {
        HardwareAbstractionLayer known = hardware == null ? new SystemInfo().getHardware() : hardware;
        hardware = known;
        return known.getPowerSources().stream()
                .filter(source -> isOfTheMachine(source.getName()))
                .map(OshiPowerSources::cell)
                .filter(cell -> cell.percent().isPresent() || cell.energy().isKnown())
                .toList();
    }

    /** Docks tell negative capacities, and time that is left is often -1: both mean that it is not known. */
    private static Cell cell(PowerSource source) {
        double share = source.getRemainingCapacityPercent();
        double seconds = source.getTimeRemainingInstant();
        return new Cell(
                share >= 0 ? OptionalDouble.of(100 * share) : OptionalDouble.empty(),
                energy(source),
                Math.abs(source.getPowerUsageRate()),
                source.isCharging(),
                source.isDischarging(),
                seconds > 0 ? OptionalLong.of(Math.round(seconds)) : OptionalLong.empty());
    }

    /** In milliwatt hours; a charge in milliampere hours is multiplied with the voltage. */
    private static Cell.Energy energy(PowerSource source) {
        double factor = switch (source.getCapacityUnits()) {
            case MWH -> 1;
            case MAH -> Math.max(0, source.getVoltage());
            case RELATIVE -> 0;
        };
        boolean known = source.getMaxCapacity() > 0 && source.getCurrentCapacity() >= 0 && factor > 0;
        return known
                ? new Cell.Energy(factor * source.getCurrentCapacity(), factor * source.getMaxCapacity())
                : Cell.Energy.UNKNOWN;
    }

    /**
     * Linux lists the batteries of mice and headsets as well, and chargers. Each says what it is; one that says nothing is
     * taken for the machine's.
     */
    private static boolean isOfTheMachine(String name) {
        Path said = Path.of(GlobalConfig.get("oshi.util.sys.path", "/sys"), "class", "power_supply", name, "uevent");
        try {
            return Files.readAllLines(said).stream()
                    .noneMatch(line -> line.equals("POWER_SUPPLY_SCOPE=Device")
                            || (line.startsWith("POWER_SUPPLY_TYPE=") && !line.endsWith("=Battery")));
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }
}
