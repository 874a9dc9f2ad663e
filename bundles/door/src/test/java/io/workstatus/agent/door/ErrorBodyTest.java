package io.workstatus.agent.door;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ErrorBodyTest {

    @Test
    void problemHasTheMembersOfRfc9457() throws IOException {
        ErrorBody body = ErrorBody.problem(422, null, "The interval is \"ä\".");
        JsonNode problem = new ObjectMapper().readTree(body.content());

        assertThat(body.mediaType()).isEqualTo("application/problem+json");
        assertThat(problem.get("type").textValue()).isEqualTo("about:blank");
        assertThat(problem.get("title").textValue()).isEqualTo("Unprocessable Content");
        assertThat(problem.get("status").intValue()).isEqualTo(422);
        assertThat(problem.get("detail").textValue()).isEqualTo("The interval is \"ä\".");
        assertThat(problem).hasSize(4);
    }

    @Test
    void problemNamesItsKindWhereItHasOne() throws IOException {
        byte[] content = ErrorBody.problem(401, "https://x/step-up", null).content();
        assertThat(new ObjectMapper().readTree(content).get("type").textValue()).isEqualTo("https://x/step-up");
        assertThat(new ObjectMapper().readTree(content).has("detail")).isFalse();
    }

    @Test
    void bothAreAsciiWhateverTheySay() {
        assertThat(new String(ErrorBody.problem(400, null, "日本").content(), US_ASCII))
                .doesNotContain("\ufffd")
                .contains("\\u65E5");
        assertThat(new String(ErrorBody.page(400, "日本").content(), US_ASCII))
                .doesNotContain("\ufffd")
                .contains("&#26085;");
    }

    @Test
    void pageDoesNotRunWhatItQuotes() {
        String page =
                new String(ErrorBody.page(404, "<script>alert('1')</script>&\"").content(), US_ASCII);
        assertThat(page).doesNotContain("<script").doesNotContain("'").contains("&#60;script");
    }
}
