package io.workstatus.agent.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InputCounterTest {

    private final AtomicBoolean allowed = new AtomicBoolean(true);
    private final AtomicLong millis = new AtomicLong();
    private final InputCounter counter = new InputCounter(allowed::get, millis::get, 60_000);

    @Test
    void eachKindIsCountedForItself() {
        for (int i = 0; i < 3; i++) {
            counter.nativeKeyReleased(Fakes.key());
        }
        counter.nativeMousePressed(Fakes.click());
        counter.nativeMousePressed(Fakes.click());
        counter.nativeMouseWheelMoved(Fakes.wheel());
        assertThat(counter.read().counts()).isEqualTo(new Counts(3, 2, 1, 0, 0));
    }

    @Test
    void aKeyThatIsHeldAndRepeatsIsOne() {
        for (int i = 0; i < 40; i++) {
            counter.nativeKeyPressed(Fakes.key());
        }
        counter.nativeKeyReleased(Fakes.key());
        assertThat(counter.read().counts().keys()).isEqualTo(1);
    }

    @Test
    void aTremblingMouseIsNotWork() {
        counter.nativeMouseMoved(Fakes.at(100, 100));
        for (int i = 0; i < 1000; i++) {
            counter.nativeMouseMoved(Fakes.at(100 + i % 7, 100 - i % 7));
        }
        millis.set(10_000);
        assertThat(counter.read().counts()).isEqualTo(Counts.NONE);
    }

    @Test
    void movesAreCountedFromWhereTheLastOneWasCounted() {
        counter.nativeMouseMoved(Fakes.at(0, 0));
        for (int x = 1; x <= 100; x++) {
            counter.nativeMouseMoved(Fakes.at(x, 0));
        }
        counter.nativeMouseDragged(Fakes.at(100, 9));
        counter.nativeMouseDragged(Fakes.at(106, 8));
        assertThat(counter.read().counts().moves()).isEqualTo(11);
    }

    @Test
    void movesAcrossAVeryWideDesktopDoNotOverflow() {
        counter.nativeMouseMoved(Fakes.at(Short.MIN_VALUE, Short.MIN_VALUE));
        counter.nativeMouseMoved(Fakes.at(Short.MAX_VALUE, Short.MAX_VALUE));
        assertThat(counter.read().counts().moves()).isEqualTo(1);
    }

    @Test
    void whatIsNotAllowedWasNotThere() {
        allowed.set(false);
        counter.nativeKeyReleased(Fakes.key());
        counter.nativeMousePressed(Fakes.click());
        counter.nativeMouseWheelMoved(Fakes.wheel());
        counter.nativeMouseMoved(Fakes.at(0, 0));
        counter.nativeMouseMoved(Fakes.at(500, 500));
        millis.set(1_000);
        assertThat(counter.read().counts()).isEqualTo(Counts.NONE);
    }

    @Test
    void activeFromAnInputUntilIdle() {
        millis.set(5_000);
        counter.nativeKeyReleased(Fakes.key());
        millis.set(35_000);
        assertThat(counter.read().counts().activeMillis()).isEqualTo(30_000);
        millis.set(1_000_000);
        assertThat(counter.read().counts().activeMillis()).isEqualTo(60_000);
        counter.nativeKeyReleased(Fakes.key());
        millis.set(1_010_000);
        counter.nativeKeyReleased(Fakes.key());
        millis.set(1_080_000);
        assertThat(counter.read().counts().activeMillis()).isEqualTo(60_000 + 70_000);
    }

    @Test
    void nobodyIsActiveBeforeTheFirstInput() {
        millis.set(500_000);
        assertThat(counter.read().counts()).isEqualTo(Counts.NONE);
    }
}
