package io.workstatus.agent.config.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicySourceTest {

    @Test
    void withoutAnAddressItIsOnesOwnEndpoint() {
        PolicySource source = PolicySource.of(" ", "5000");

        assertThat(source.shown()).isEqualTo("http://127.0.0.1:5000/get-config");
        assertThat(source.own()).isTrue();
        assertThat(PolicySource.of("http://localhost:5000/get-config", "5000").own())
                .isTrue();
        assertThat(PolicySource.of("http://localhost:5001/get-config", "5000").own())
                .isFalse();
    }

    @Test
    void whatMayBeSecretIsNotShown() {
        assertThat(PolicySource.of("https://example.org/policy?signature=abc", "5000")
                        .shown())
                .isEqualTo("https://example.org/policy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.org/",
                "file:///etc/passwd",
                "example.org",
                "http://ada:pw@example.org/",
                "http://",
                "http:// x"
            })
    void anAddressThatCannotBeAskedIsRefusedWithoutRepeatingIt(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicySource.of(url, "5000"))
                .withMessageContaining("url")
                .withMessageNotContaining("pw");
    }
}
