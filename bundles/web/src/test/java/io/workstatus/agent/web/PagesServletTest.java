package io.workstatus.agent.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesServletTest {

    private static final Map<String, byte[]> FILES = Map.of(
            "/index.html", bytes("dashboard"),
            "/signin/index.html", bytes("sign-in"),
            "/signin/base.css", bytes("css"),
            "/signin/favicon.svg", bytes("svg"),
            "/assets/dashboard.js", bytes("js"));

    private final PagesServlet servlet = new PagesServlet(new Pages(FILES));

    @ParameterizedTest
    @CsvSource({
        "'', /, dashboard, text/html;charset=utf-8",
        "/signin, , sign-in, text/html;charset=utf-8",
        "/signin, /base.css, css, text/css;charset=utf-8",
        "/signin, /favicon.svg, svg, image/svg+xml",
        "/assets, /dashboard.js, js, text/javascript;charset=utf-8",
    })
    void eachFileIsServedAtItsPathWithItsMediaType(
            String servletPath, String pathInfo, String content, String mediaType) throws Exception {
        FakeExchange answer = get(servletPath, pathInfo);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(content);
        assertThat(answer.header("Content-Type")).isEqualTo(mediaType);
        assertThat(answer.header("Content-Length")).isEqualTo(String.valueOf(content.length()));
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/none.js",
                "/../index.html",
                "/../../META-INF/MANIFEST.MF",
                "/./base.css",
                "//base.css",
                "/base.css/",
                "/index.html",
                "/base.css\0.html",
                "/..\\index.html",
                "/"
            })
    void whatIsNoFileOfTheFolderIsNotFound(String pathInfo) throws Exception {
        FakeExchange answer = get("/signin", pathInfo);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void theSameBytesHaveTheSameTagAndOthersAnother() throws Exception {
        String before = get("", "/").header("ETag");

        assertThat(new FakeExchange("GET", "", "/")
                        .through(new PagesServlet(new Pages(FILES)))
                        .header("ETag"))
                .isEqualTo(before);
        assertThat(new FakeExchange("GET", "", "/")
                        .through(new PagesServlet(new Pages(Map.of("/index.html", bytes("another dashboard")))))
                        .header("ETag"))
                .isNotEqualTo(before)
                .matches("\"[0-9a-f]{64}\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "*"})
    void aBrowserThatHasTheFileGetsNotModifiedAndNoBody(String ifNoneMatch) throws Exception {
        String tag = get("", "/").header("ETag");

        FakeExchange answer = new FakeExchange("GET", "", "/")
                .header("If-None-Match", ifNoneMatch.formatted(tag))
                .through(servlet);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("ETag")).isEqualTo(tag);
    }

    @Test
    void aBrowserThatHasAnOlderFileGetsTheNewOne() throws Exception {
        FakeExchange answer = new FakeExchange("GET", "", "/")
                .header("If-None-Match", "\"older\"")
                .through(servlet);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("dashboard");
    }

    @Test
    void aFileOfUnknownKindIsRefusedBeforeItIsServed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PagesServlet(new Pages(Map.of("/assets/notes.doc", bytes("?")))))
                .withMessageContaining("/assets/notes.doc");
    }

    private FakeExchange get(String servletPath, String pathInfo) throws Exception {
        return new FakeExchange("GET", servletPath, pathInfo).through(servlet);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
