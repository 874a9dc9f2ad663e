package io.workstatus.agent.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every file that a browser loads from this bundle. */
class PageFilesTest {

    /** References that are pages and no files. */
    private static final List<String> PAGES =
            List.of("/", "/day", "/data", "/policy", "/account", "/signin", "/system/console/workstatus");

    /** A reference without its fragment. */
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s(?:src|href)=\"([^\"#]*)(?:#[^\"]*)?\"");

    private static final Pattern MODULE = Pattern.compile("\\b(?:from|import) '([^']+)'");

    private static Map<String, String> files = Map.of();

    @BeforeAll
    static void readFiles() throws IOException, URISyntaxException {
        Path folder = Path.of(PageFilesTest.class.getResource("/pages").toURI());
        files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put("/" + folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
    }

    static Stream<String> html() {
        return Stream.of(
                "/index.html",
                "/day/index.html",
                "/data/index.html",
                "/policy/index.html",
                "/account/index.html",
                "/signin/index.html");
    }

    @Test
    void allPagesAreLookedAt() {
        assertThat(files.keySet().stream().filter(path -> path.endsWith(".html")))
                .containsExactlyInAnyOrder(
                        "/index.html",
                        "/day/index.html",
                        "/data/index.html",
                        "/policy/index.html",
                        "/account/index.html",
                        "/signin/index.html");
    }

    @ParameterizedTest
    @MethodSource("html")
    void noPageHasScriptsOrStylesOfItsOwn(String path) {
        String page = files.get(path);

        assertThat(page).doesNotContainPattern("<script(?![^>]*\\ssrc=)");
        assertThat(page).doesNotContainPattern("<style");
        assertThat(page).doesNotContainPattern("\\sstyle\\s*=");
        assertThat(page).doesNotContainPattern("(?i)\\son[a-z]+\\s*=");
        assertThat(page).doesNotContainPattern("(?i)javascript:");
    }

    @ParameterizedTest
    @MethodSource("html")
    void everyPageSaysItsLanguageFitsNarrowScreensAndHasOneMain(String path) {
        String page = files.get(path);

        assertThat(page).startsWith("<!doctype html>\n<html lang=\"en\">");
        assertThat(page).contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        assertThat(page).containsOnlyOnce("<main");
    }

    @ParameterizedTest
    @MethodSource("html")
    void everyLabelNamesAFieldThatIsThere(String path) {
        String page = files.get(path);

        assertThat(all(Pattern.compile("\\s(?:for|aria-labelledby|aria-describedby)=\"([^\"]+)\""), page))
                .isNotEmpty()
                .allSatisfy(id -> assertThat(page).containsOnlyOnce(" id=\"" + id + "\""));
    }

    @Test
    void everyFileThatIsReferredToIsThere() {
        assertThat(references())
                .hasSizeGreaterThan(10)
                .allSatisfy(path -> assertThat(files).containsKey(path));
    }

    /** Texts that are the same in every language, or are no words. */
    private static final Pattern NO_WORDS = Pattern.compile("[^\\p{L}]*|setup-token|store");

    @Test
    void germanHasEveryWordOfThePages() {
        String german = files.get("/signin/words/de.json");
        List<String> words = new ArrayList<>();
        files.forEach((path, content) -> {
            if (path.endsWith(".js")) {
                words.addAll(all(Pattern.compile("(?<![\\w])t\\('([^']+)'"), content));
            } else if (path.endsWith(".html")) {
                words.addAll(all(Pattern.compile(">([^<]+)<"), content));
                words.addAll(all(Pattern.compile("\\s(?:aria-label|placeholder|alt)=\"([^\"]+)\""), content));
            }
        });

        assertThat(words.stream()
                        .map(text -> text.replaceAll("\\s+", " ").strip())
                        .filter(text -> !NO_WORDS.matcher(text).matches()))
                .hasSizeGreaterThan(300)
                .allSatisfy(text -> assertThat(german).contains("\"" + text.replace("\"", "\\\"") + "\": \""));
    }

    @Test
    void everyFileIsReferredTo() {
        List<String> roots = List.of(
                "/index.html",
                "/day/index.html",
                "/data/index.html",
                "/policy/index.html",
                "/account/index.html",
                "/signin/index.html",
                "/assets/console.js",
                "/assets/users.js",
                "/assets/journal.js",
                "/assets/queue.js",
                "/assets/console.css",
                "/assets/console-frame.css");

        // A language is chosen by its name.
        assertThat(files.keySet().stream().filter(path -> !path.startsWith("/signin/words/")))
                .allSatisfy(path -> assertThat(Stream.concat(references().stream(), roots.stream()))
                        .contains(path));
    }

    @Test
    void thePageBeforeSignInLoadsNothingThatNeedsASignIn() {
        files.forEach((path, content) -> {
            if (path.startsWith("/signin/")) {
                assertThat(content).as(path).doesNotContain("/assets/");
            }
        });
    }

    @Test
    void nothingIsLoadedFromElsewhere() {
        // The console's frame takes one style sheet in place of its own, which is the first thing in it.
        String consoles = "@import url(\"/system/console/res/ui/webconsole.css\")";
        files.forEach((path, content) -> assertThat(
                        content.replace("http://www.w3.org/2000/svg", "").replace(consoles, ""))
                .as(path)
                .doesNotContainPattern("(?i)(https?:)?//[a-z0-9.-]+\\.[a-z]{2,}/")
                .doesNotContain("@import")
                .doesNotContain("http:")
                .doesNotContain("https:"));
    }

    @Test
    void whatTheAgentSaysIsNeverTakenForMarkup() {
        files.forEach((path, content) -> assertThat(content)
                .as(path)
                .doesNotContainPattern(
                        "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function"));
    }

    @Test
    void theDashboardStaysLight() throws IOException {
        long compressed = 0;
        for (String content : files.values()) {
            var counted = new ByteArrayOutputStream();
            try (var zip = new GZIPOutputStream(counted)) {
                zip.write(content.getBytes(UTF_8));
            }
            compressed += counted.size();
        }

        assertThat(compressed).isLessThan(150_000);
    }

    private static List<String> references() {
        return files.entrySet().stream()
                .flatMap(file -> all(file.getKey().endsWith(".html") ? ATTRIBUTE : MODULE, file.getValue()).stream())
                .filter(path -> !path.isEmpty() && !PAGES.contains(path))
                .distinct()
                .toList();
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
