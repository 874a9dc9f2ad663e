package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDocumentTest {

    private static final String REST = ",\"capture_screenshots\":true,\"screenshot_blurred\":false}";

    @Test
    void aFreshInstallIsPrivate() {
        assertThat(PolicyDocument.PRIVATE.toJson())
                .hasToString("{\"screenshot_interval\":10,\"capture_screenshots\":true,\"screenshot_blurred\":true}");
    }

    @ParameterizedTest
    @CsvSource({"15, 15", "15.0, 15", "0.5, 0.5", "1e1, 10", "1440, 1440"})
    void minutesAreServedWithoutDecimalsThatSayNothing(String given, String served) throws Exception {
        assertThat(parse("{\"screenshot_interval\":" + given + REST).toJson())
                .hasToString("{\"screenshot_interval\":" + served + REST);
    }

    @ParameterizedTest
    @CsvSource({"30, 0.5", "0.25, 0.004166666666666667", "86400, 1440"})
    void secondsWinAndMinutesFollow(String seconds, String minutes) throws Exception {
        String rest = ",\"capture_screenshots\":true,\"screenshot_blurred\":false,\"screenshot_interval_seconds\":"
                + seconds + "}";

        assertThat(parse("{\"screenshot_interval\":15" + rest).toJson())
                .hasToString("{\"screenshot_interval\":" + minutes + rest);
        assertThat(parse("{\"x\":1" + rest).toJson().path("screenshot_interval"))
                .hasToString(minutes);
    }

    @Test
    void whatIsServedIsAPolicyAgain() throws Exception {
        PolicyDocument least = parse("{\"screenshot_interval_seconds\":0.25" + REST);

        assertThat(parse(least.toJson().toString())).isEqualTo(least);
        assertThat(PolicyDocument.of(least.toConfiguration())).isEqualTo(least);
    }

    @Test
    void unknownNamesAreKept() throws Exception {
        PolicyDocument policy = parse("{\"screenshot_interval\":15,\"colour\":{\"of\":[1.50,null]}" + REST);

        assertThat(policy.toJson().path("colour")).hasToString("{\"of\":[1.50,null]}");
        assertThat(PolicyDocument.of(policy.toConfiguration())).isEqualTo(policy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"screenshot_interval\":0",
                "{\"screenshot_interval\":-1",
                "{\"screenshot_interval\":0.004",
                "{\"screenshot_interval\":1440.1",
                "{\"screenshot_interval\":1e999",
                "{\"screenshot_interval\":\"15\"",
                "{\"screenshot_interval\":true",
                "{\"screenshot_interval\":null",
                "{\"screenshot_interval\":[15]",
                "{\"x\":1",
                "{\"screenshot_interval\":15,\"screenshot_interval\":15",
                "{\"screenshot_interval\":15,\"x\":{\"a\":1,\"a\":2}",
                "{\"screenshot_interval\":15,\"screenshot_interval_seconds\":0",
                "{\"screenshot_interval\":15,\"screenshot_interval_seconds\":0.24",
                "{\"screenshot_interval\":15,\"screenshot_interval_seconds\":\"5\"",
                "{\"screenshot_interval\":0,\"screenshot_interval_seconds\":5"
            })
    void anIntervalThatWillNotDoIsRefusedByName(String start) {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> parse(start + REST))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(PolicyException.Kind.REFUSED))
                .satisfies(e -> assertThat(e.getMessage()).containsAnyOf("screenshot_interval", "'a'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"capture_screenshots\":1,\"screenshot_blurred\":true",
                "\"capture_screenshots\":\"true\",\"screenshot_blurred\":true",
                "\"capture_screenshots\":null,\"screenshot_blurred\":true",
                "\"capture_screenshots\":true,\"screenshot_blurred\":0",
                "\"capture_screenshots\":true",
                "\"screenshot_blurred\":true"
            })
    void aFlagThatIsNoneIsRefused(String flags) {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> parse("{\"screenshot_interval\":15," + flags + "}"))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(PolicyException.Kind.REFUSED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "15",
                "null",
                "{",
                "{} {}",
                "<html>",
                "{\"screenshot_interval\":NaN" + REST,
                "{\"screenshot_interval\":Infinity" + REST,
                "{\"screenshot_interval\":015" + REST,
                "{'screenshot_interval':15" + REST,
                "{\"screenshot_interval\":15,/**/\"x\":1" + REST,
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":"
                        + "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}"
            })
    void whatIsNotOneJsonObjectIsMalformed(String body) {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> parse(body))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(PolicyException.Kind.MALFORMED));
    }

    @Test
    void anotherCharsetIsMalformed() {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> StrictJson.object("{\"x\":\"ä\"}".getBytes(ISO_8859_1)))
                .withMessageContaining("UTF-8");
    }

    @Test
    void aFormThatLeftThingsOutHasThePrivateDefaults() throws Exception {
        assertThat(PolicyDocument.of(Map.of())).isEqualTo(PolicyDocument.PRIVATE);
        assertThat(PolicyDocument.of(
                        Map.of("screenshot_interval", 10.0, "screenshot_interval_seconds", 0.0, "extra", " ")))
                .isEqualTo(PolicyDocument.PRIVATE);
    }

    private static PolicyDocument parse(String json) throws PolicyException {
        return PolicyDocument.of(StrictJson.object(json.getBytes(UTF_8)));
    }
}
