package io.workstatus.agent.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nayuki.qrcodegen.QrCode;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QrCodeServletTest {

    private static final String ADDRESS =
            "otpauth://totp/Workstatus:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Workstatus";

    @Test
    void anAddressBecomesACodeWithItsQuietZone() throws Exception {
        FakeExchange answer = post(ADDRESS);

        QrCode code = QrCode.encodeText(ADDRESS, QrCode.Ecc.MEDIUM);
        String expected = IntStream.range(0, code.size * code.size)
                .filter(i -> code.getModule(i % code.size, i / code.size))
                .mapToObj(i -> (i % code.size + 4) + " " + (i / code.size + 4))
                .collect(Collectors.joining(","));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("image/svg+xml");
        assertThat(answer.text()).contains("viewBox=\"0 0 %1$d %1$d\"".formatted(code.size + 8));
        assertThat(Pattern.compile("M(\\d+ \\d+)h1v1h-1z")
                        .matcher(answer.text())
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .collect(Collectors.joining(",")))
                .isEqualTo(expected);
    }

    @Test
    void theSecretIsNeitherKeptByTheBrowserNorPartOfTheAnswer() throws Exception {
        FakeExchange answer = post(ADDRESS);

        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text()).doesNotContain("GEZDGNBV");
    }

    @Test
    void anythingElseThanAnOtpauthAddressIsRefused() throws Exception {
        assertThat(post("https://example.org/").status()).isEqualTo(422);
        assertThat(post("").status()).isEqualTo(422);
    }

    @Test
    void anAddressTooLongToBeScannedIsRefused() throws Exception {
        String longest = ADDRESS + "x".repeat(QrCodeServlet.MAX_BYTES - ADDRESS.length());

        assertThat(post(longest).status()).isEqualTo(200);
        assertThat(post(longest + "x").status()).isEqualTo(413);
    }

    private static FakeExchange post(String body) throws Exception {
        return new FakeExchange("POST", "/signin/qr", null)
                .body(body.getBytes(UTF_8))
                .through(new QrCodeServlet());
    }
}
