package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNameTest {

    @ParameterizedTest
    @CsvSource({
        ":0, '', 0",
        ":99.1, '', 99",
        "unix:3, '', 3",
        "localhost:10.0, localhost, 10",
        "10.0.0.7:1, 10.0.0.7, 1",
        "::1:2, ::1, 2"
    })
    void namesAreUnderstood(String text, String host, int number) throws Exception {
        DisplayName name = DisplayName.parse(text);

        assertThat(name.host()).isEqualTo(host);
        assertThat(name.number()).isEqualTo(number);
        assertThat(name.port()).isEqualTo(6000 + number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", ":", ":x", ":0.", ":-1", "a b:0", "/tmp/socket:0", ":70000", ":99999999999"})
    void whatIsNoDisplayIsNamed(String text) {
        assertThatThrownBy(() -> DisplayName.parse(text))
                .isInstanceOf(NoDisplayException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
