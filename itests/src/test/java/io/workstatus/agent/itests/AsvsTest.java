package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code ASVS.md} says of tests is true: every requirement is there, and every test that is named exists. */
class AsvsTest {

    private static final Path ITESTS = Path.of(System.getProperty("workstatus.distribution"))
            .resolve("../../../itests")
            .normalize();

    /** Requirements of levels 1 and 2, by section: those from the first on, so many. */
    private static final Map<String, Integer> REQUIREMENTS = new TreeMap<>(Map.ofEntries(
            Map.entry("3.2", 2),
            Map.entry("3.3", 4),
            Map.entry("3.4", 6),
            Map.entry("3.5", 5),
            Map.entry("3.7", 2),
            Map.entry("6.1", 3),
            Map.entry("6.2", 12),
            Map.entry("6.3", 4),
            Map.entry("6.4", 4),
            Map.entry("6.5", 5),
            Map.entry("6.6", 3),
            Map.entry("6.8", 4),
            Map.entry("7.1", 3),
            Map.entry("7.2", 4),
            Map.entry("7.3", 2),
            Map.entry("7.4", 5),
            Map.entry("7.5", 2),
            Map.entry("7.6", 2)));

    @Test
    void everyRequirementHasOneRowWithAStateAndAReason() throws IOException {
        List<String> rows = rows();
        List<String> expected = REQUIREMENTS.entrySet().stream()
                .flatMap(section -> IntStream.rangeClosed(1, section.getValue())
                        .mapToObj(number -> section.getKey() + "." + number))
                .toList();
        assertThat(rows).extracting(row -> row.split("[| ]+", 3)[1]).containsExactlyElementsOf(expected);
        assertThat(rows).allSatisfy(row -> {
            String[] cells = row.split("\\|", -1);
            assertThat(cells[2].strip()).matches("[12]");
            assertThat(cells[3].strip()).isIn("met", "**not met**", "does not apply");
            assertThat(cells[4]).isNotBlank();
        });
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<MatchResult> named = Pattern.compile("`([A-Z]\\w*Test)#(\\w+)`")
                .matcher(String.join("\n", rows()))
                .results()
                .toList();
        assertThat(named).hasSizeGreaterThan(50);
        Map<String, String> sources = sources();
        assertThat(named)
                .allSatisfy(test -> assertThat(sources.getOrDefault(test.group(1), ""))
                        .as(test.group())
                        .containsPattern("(?s)@(Test|ParameterizedTest)\n.{0,3000}?void " + test.group(2) + "\\("));
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(ITESTS.resolve("ASVS.md")).stream()
                .filter(line -> line.matches("\\| \\d\\.\\d\\.\\d+ .*"))
                .toList();
    }

    /** By the names of the classes; those of the wiring have others. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (Path root :
                List.of(ITESTS.resolve("src/test/java/io/workstatus/agent/itests"), ITESTS.resolve("../bundles"))) {
            try (Stream<Path> files = Files.find(
                    root,
                    12,
                    (path, is) -> path.toString().contains("/src/test/")
                            && path.toString().endsWith("Test.java"))) {
                for (Path file : files.toList()) {
                    sources.putIfAbsent(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        return sources;
    }
}
