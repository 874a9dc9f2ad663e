package io.workstatus.agent.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PauseRequestTest {

    @Test
    void minutesMayHaveDecimals() throws Exception {
        assertThat(parse("{\"minutes\": 0.5, \"reason\": \" lunch\\n\\tbreak \"}"))
                .isEqualTo(new PauseRequest(Optional.of(Duration.ofSeconds(30)), "lunch break"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"minutes\": null, \"reason\": null}", "{\"unknown\": 1}"})
    void withoutMinutesItLastsUntilResumed(String body) throws Exception {
        assertThat(parse(body)).isEqualTo(new PauseRequest(Optional.empty(), ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"minutes\": 0}",
                "{\"minutes\": -1}",
                "{\"minutes\": 1440.1}",
                "{\"minutes\": 1e999}",
                "{\"minutes\": 1e-30}",
                "{\"minutes\": \"15\"}",
                "{\"minutes\": true}",
                "{\"reason\": 7}",
                "[]",
                "15"
            })
    void aValueThatWillNotDoIsRefused(String body) {
        assertThatThrownBy(() -> parse(body)).isInstanceOf(PauseRequest.RefusedException.class);
    }

    @Test
    void aReasonOfTwoHundredCharactersIsTheLongest() throws Exception {
        assertThat(parse("{\"reason\": \"" + "x".repeat(200) + "\"}").reason()).hasSize(200);
        assertThatThrownBy(() -> parse("{\"reason\": \"" + "x".repeat(201) + "\"}"))
                .isInstanceOf(PauseRequest.RefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"minutes=5", "{\"minutes\": 5", "{\"minutes\": NaN}", "{\"minutes\": 5, \"minutes\": 6}", "{} {}"
            })
    void whatIsNoJsonIsMalformed(String body) {
        assertThatThrownBy(() -> parse(body)).isInstanceOf(JsonProcessingException.class);
    }

    private static PauseRequest parse(String body) throws Exception {
        return PauseRequest.parse(body.getBytes(UTF_8));
    }
}
