package io.workstatus.agent.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.recording.Hold;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.util.converter.Converters;

class BatteryTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private final List<Hold> holds = new CopyOnWriteArrayList<>();
    private final List<Integer> numberOfHolds = new CopyOnWriteArrayList<>();
    private final BatteryCheck check = new BatteryCheck();
    private volatile Supplier<List<Cell>> cells = List::of;
    private final AtomicInteger looks = new AtomicInteger();
    private Battery battery = battery(Map.of());

    @AfterEach
    void stop() throws InterruptedException {
        battery.stop();
    }

    @Test
    void aDesktopNeverHolds() {
        look(List.of());
        assertThat(holds).isEmpty();
        assertThat(battery.value()).isNull();
    }

    @Test
    void itHoldsBelowTwentyAndUntilTwentyFive() {
        look(used(21));
        assertThat(holds).isEmpty();
        look(used(20));
        assertThat(holds).isEmpty();
        look(used(19));
        assertThat(holds).containsExactly(new Hold("battery", "battery at 19 %", NOON));
        look(used(22));
        assertThat(holds).containsExactly(new Hold("battery", "battery at 22 %", NOON));
        look(used(25));
        assertThat(holds).isEmpty();
        look(used(22));
        assertThat(holds).isEmpty();
    }

    @Test
    void whilePowerIsThereItNeverHolds() {
        look(List.of(cell(3, true, false)));
        assertThat(holds).isEmpty();
        look(used(3));
        assertThat(holds).hasSize(1);
        look(List.of(cell(3, false, false)));
        assertThat(holds).isEmpty();
    }

    @Test
    void aNewReasonIsThereBeforeTheOldOneGoes() {
        look(used(19));
        look(used(18));
        look(used(17));
        assertThat(numberOfHolds).containsExactly(1, 2, 1, 2, 1);
    }

    @Test
    void theHoldGoesWithTheBundle() throws Exception {
        look(used(5));
        assertThat(holds).hasSize(1);
        battery.stop();
        assertThat(holds).isEmpty();
        battery = battery(Map.of());
    }

    @Test
    void newSettingsActAtOnceAndTheHoldIsNotInterrupted() {
        look(used(19));
        int before = looks.get();
        battery.modified(config(Map.of("suspendBelowPercent", 10, "resumeAtPercent", 22)));
        await().until(() -> looks.get() > before);
        assertThat(holds).hasSize(1);
        battery.modified(config(Map.of("suspendBelowPercent", 10, "resumeAtPercent", 15)));
        await().until(holds::isEmpty);
    }

    @Test
    void whatCannotBeSetIsReplacedByTheUsual() {
        assertThat(Settings.of(config(Map.of("suspendBelowPercent", 101, "pollSeconds", 0))))
                .isEqualTo(new Settings(20, 25, 30));
        assertThat(Settings.of(config(Map.of("suspendBelowPercent", 50)))).isEqualTo(new Settings(50, 50, 30));
    }

    @Test
    void aSystemThatDoesNotTellHoldsNothingAndIsSaid() {
        look(used(5));
        cells = () -> {
            throw new IllegalStateException("no such device");
        };
        lookAgain();
        assertThat(holds).isEmpty();
        assertThat(check.execute().getStatus()).isEqualTo(Result.Status.WARN);
    }

    @Test
    void theStatusHasTheContractsNames() {
        look(used(17));
        assertThat(battery.name()).isEqualTo("battery");
        assertThat(String.valueOf(battery.value()))
                .isEqualTo("{percent=17, charging=false, onPower=false, secondsLeft=null}");
    }

    private void look(List<Cell> read) {
        cells = () -> read;
        lookAgain();
    }

    private void lookAgain() {
        int before = looks.get();
        battery.modified(config(Map.of()));
        await().until(() -> looks.get() > before);
        // The look has begun: the next task on the same thread begins when it has ended.
        int seen = looks.get();
        battery.modified(config(Map.of()));
        await().until(() -> looks.get() > seen);
    }

    private Battery battery(Map<String, Object> config) {
        return new Battery(config(config), new Noon(), check, this::read, hold -> {
            holds.add(hold);
            numberOfHolds.add(holds.size());
            return () -> {
                holds.remove(hold);
                numberOfHolds.add(holds.size());
            };
        });
    }

    private List<Cell> read() {
        looks.incrementAndGet();
        return cells.get();
    }

    private static BatteryConfig config(Map<String, Object> values) {
        return Converters.standardConverter().convert(values).to(BatteryConfig.class);
    }

    private static List<Cell> used(double percent) {
        return List.of(cell(percent, false, true));
    }

    private static Cell cell(double percent, boolean charging, boolean discharging) {
        return new Cell(
                OptionalDouble.of(percent), Cell.Energy.UNKNOWN, 0, charging, discharging, OptionalLong.empty());
    }

    private static final class Noon implements TimeSource {

        @Override
        public Instant now() {
            return NOON;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }
    }
}
