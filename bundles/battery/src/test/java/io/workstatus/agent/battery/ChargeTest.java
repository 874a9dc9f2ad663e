package io.workstatus.agent.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ChargeTest {

    private static final OptionalLong NOT_SAID = OptionalLong.empty();

    @Test
    void withoutABatteryThereIsNoCharge() {
        assertThat(Charge.of(List.of())).isEmpty();
    }

    @Test
    void oneBatteryHasWhatTheSystemSays() {
        Charge charge = Charge.of(List.of(used(21, 10, 50, 0))).orElseThrow();
        assertThat(charge.percent()).isEqualTo(21);
        assertThat(charge.onPower()).isFalse();
    }

    @Test
    void severalAreAddedUpByEnergyAndNotByPercent() {
        // 90 % of a small one and 10 % of a large one
        Charge charge =
                Charge.of(List.of(used(90, 18, 20, 0), used(10, 8, 80, 10))).orElseThrow();
        assertThat(charge.percent()).isEqualTo(26);
    }

    @Test
    void whereEnergyIsNotKnownTheMeanIsTaken() {
        Charge charge = Charge.of(List.of(used(30, 0, 0, 0), used(10, 0, 0, 0))).orElseThrow();
        assertThat(charge.percent()).isEqualTo(20);
    }

    @Test
    void aShareOfAPercentIsLess() {
        Charge charge =
                Charge.of(List.of(used(0, 199, 500, 0), used(0, 0, 500, 0))).orElseThrow();
        assertThat(charge.wholePercent()).isEqualTo(19);
    }

    @Test
    void oneThatIsChargedWhileTheOtherRestsIsOnPower() {
        Cell charged = new Cell(OptionalDouble.of(10), new Cell.Energy(1, 10), 5, true, false, NOT_SAID);
        Cell resting = new Cell(OptionalDouble.of(10), new Cell.Energy(1, 10), 0, false, false, NOT_SAID);
        Charge charge = Charge.of(List.of(charged, resting)).orElseThrow();
        assertThat(charge.charging()).isTrue();
        assertThat(charge.onPower()).isTrue();
        assertThat(charge.secondsLeft()).isEmpty();
    }

    @Test
    void aFullOneOnTheMainsIsNotChargedAndOnPower() {
        Cell full = new Cell(OptionalDouble.of(100), new Cell.Energy(10, 10), 0, false, false, NOT_SAID);
        Charge charge = Charge.of(List.of(full)).orElseThrow();
        assertThat(charge.charging()).isFalse();
        assertThat(charge.onPower()).isTrue();
    }

    @Test
    void secondsLeftAreWhatTheSystemSays() {
        Cell said = new Cell(OptionalDouble.of(50), new Cell.Energy(25, 50), 10, false, true, OptionalLong.of(7_000));
        assertThat(Charge.of(List.of(said)).orElseThrow().secondsLeft()).hasValue(7_000);
    }

    @Test
    void secondsLeftAreComputedWhenItDoesNot() {
        assertThat(Charge.of(List.of(used(50, 25, 50, 10))).orElseThrow().secondsLeft())
                .hasValue(9_000);
        // One is used, the other waits for its turn.
        Cell resting = new Cell(OptionalDouble.of(100), new Cell.Energy(20, 20), 0, false, false, NOT_SAID);
        assertThat(Charge.of(List.of(used(50, 25, 50, 10), resting))
                        .orElseThrow()
                        .secondsLeft())
                .hasValue(16_200);
    }

    @Test
    void withoutAPowerTheyAreNotKnown() {
        assertThat(Charge.of(List.of(used(50, 25, 50, 0))).orElseThrow().secondsLeft())
                .isEmpty();
    }

    private static Cell used(double percent, double now, double full, double watts) {
        return new Cell(OptionalDouble.of(percent), new Cell.Energy(now, full), watts, false, true, NOT_SAID);
    }
}
