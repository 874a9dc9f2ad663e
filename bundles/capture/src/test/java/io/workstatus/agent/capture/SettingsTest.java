package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {

    @Test
    void withoutConfigurationPrivacyIsTheDefault() throws Exception {
        assertThat(Settings.from(Map.of())).isEqualTo(new Settings(true, 600_000_000_000L, true, "jpeg", 60, false));
    }

    @Test
    void theBoundsAreAllowed() throws Exception {
        assertThat(Settings.from(Map.of("intervalSeconds", 0.25)).intervalNanos())
                .isEqualTo(250_000_000L);
        assertThat(Settings.from(Map.of("intervalSeconds", 86_400)).intervalNanos())
                .isEqualTo(86_400_000_000_000L);
        assertThat(Settings.from(Map.of("quality", 1)).quality()).isEqualTo(1);
        assertThat(Settings.from(Map.of("quality", 100L)).quality()).isEqualTo(100);
    }

    @Test
    void valuesMayBeWrittenAsText() throws Exception {
        assertThat(Settings.from(Map.of(
                        "enabled",
                        "false",
                        "intervalSeconds",
                        "5.5",
                        "blurred",
                        "false",
                        "quality",
                        "70",
                        "unchanged",
                        "skip")))
                .isEqualTo(new Settings(false, 5_500_000_000L, false, "jpeg", 70, true));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongValueIsRefusedWithItsNameAndWhatIsAllowed(String name, Object value, String allowed) {
        assertThatThrownBy(() -> Settings.from(Map.of(name, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("'" + value + "'")
                .hasMessageContaining(allowed)
                .hasMessageContaining(Capture.PID);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("intervalSeconds", 0, "0.25 to 86400"),
                Arguments.of("intervalSeconds", 0.2499, "0.25 to 86400"),
                Arguments.of("intervalSeconds", -10.0, "0.25 to 86400"),
                Arguments.of("intervalSeconds", 86_401, "0.25 to 86400"),
                Arguments.of("intervalSeconds", Double.NaN, "0.25 to 86400"),
                Arguments.of("intervalSeconds", Double.POSITIVE_INFINITY, "0.25 to 86400"),
                Arguments.of("intervalSeconds", "soon", "0.25 to 86400"),
                Arguments.of("intervalSeconds", List.of(5), "0.25 to 86400"),
                Arguments.of("intervalSeconds", true, "0.25 to 86400"),
                Arguments.of("quality", 0, "1 to 100"),
                Arguments.of("quality", 101, "1 to 100"),
                Arguments.of("quality", "good", "1 to 100"),
                Arguments.of("blurred", "no", "true or false"),
                Arguments.of("blurred", 0, "true or false"),
                Arguments.of("enabled", "", "true or false"),
                Arguments.of("format", 7, "jpeg"),
                Arguments.of("format", "", "jpeg"),
                Arguments.of("unchanged", "drop", "store or skip"));
    }
}
