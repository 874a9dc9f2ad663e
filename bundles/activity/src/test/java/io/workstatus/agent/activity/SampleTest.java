package io.workstatus.agent.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {

    @Test
    void aLineHasTheContractsNames() {
        Sample sample = new Sample(FakeTime.NOON, 10_000, "ada", new Counts(12, 3, 4, 5, 7_125));
        assertThat(sample.line())
                .isEqualTo("{\"time\":\"2026-11-25T12:00:00.000Z\",\"seconds\":10,\"user\":\"ada\",\"keys\":12,"
                        + "\"clicks\":3,\"wheel\":4,\"moves\":5,\"activeSeconds\":7.125}");
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        Sample sample = new Sample(FakeTime.NOON.plusMillis(7), 3_012, "Ærøskøbing \"x\"", new Counts(1, 0, 0, 9, 1));
        assertThat(Sample.parse(sample.line())).isEqualTo(sample);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[1]", "{\"time\":\"now\"}", "{\"time\":\"2026-11-25T12:00:00.000Z\",\"seconds\":1"})
    void somethingElseIsNoSample(String line) {
        assertThatThrownBy(() -> Sample.parse(line)).isInstanceOf(Sample.DamagedException.class);
    }
}
