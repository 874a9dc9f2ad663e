package io.workstatus.agent.battery;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * All batteries of the machine taken as one.
 *
 * @param percent 0 to 100
 * @param charging whether any is being charged
 * @param onPower whether none is being used, or another one is being charged meanwhile
 * @param secondsLeft until all are empty, if that is known
 */
record Charge(double percent, boolean charging, boolean onPower, OptionalLong secondsLeft) {

    private static final double SECONDS_AN_HOUR = 3600;

    /** Adds batteries up by energy; empty if there is none. */
    static Optional<Charge> of(List<Cell> cells) {
        OptionalDouble percent = percent(cells);
        if (percent.isEmpty()) {
            return Optional.empty();
        }
        boolean charging = cells.stream().anyMatch(Cell::charging);
        boolean onPower = charging || cells.stream().noneMatch(Cell::discharging);
        return Optional.of(new Charge(
                Math.min(100, percent.getAsDouble()),
                charging,
                onPower,
                onPower ? OptionalLong.empty() : secondsLeft(cells)));
    }

    /** As it is said: 19.6 is still below 20. */
    int wholePercent() {
        return (int) Math.floor(percent);
    }

    /** One battery has what the system says; several have the sum of their energies, or if that is not known the mean. */
    private static OptionalDouble percent(List<Cell> cells) {
        if (cells.size() == 1 && cells.get(0).percent().isPresent()) {
            return cells.get(0).percent();
        }
        if (cells.stream().allMatch(cell -> cell.energy().isKnown())) {
            double full =
                    cells.stream().mapToDouble(cell -> cell.energy().full()).sum();
            double now = cells.stream().mapToDouble(cell -> cell.energy().now()).sum();
            return full > 0 ? OptionalDouble.of(100 * now / full) : OptionalDouble.empty();
        }
        return cells.stream()
                .flatMap(cell -> cell.percent().stream().boxed())
                .mapToDouble(Double::doubleValue)
                .average();
    }

    /** What the system says for the only battery; otherwise the energy of all divided by the power that is drawn. */
    private static OptionalLong secondsLeft(List<Cell> cells) {
        if (cells.size() == 1 && cells.get(0).secondsLeft().isPresent()) {
            return cells.get(0).secondsLeft();
        }
        double watts = cells.stream()
                .filter(Cell::discharging)
                .mapToDouble(cell -> Math.max(0, cell.watts()))
                .sum();
        boolean known =
                watts > 0 && cells.stream().allMatch(cell -> cell.energy().isKnown());
        double now = cells.stream().mapToDouble(cell -> cell.energy().now()).sum();
        return known ? OptionalLong.of(Math.round(SECONDS_AN_HOUR * now / watts)) : OptionalLong.empty();
    }
}
