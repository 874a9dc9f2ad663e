package io.workstatus.agent.itests.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles meet in the API and the service registry, and nowhere else: what their manifests have to say. */
class WallsTest {

    private static final String API = "io.workstatus.agent.api";

    static List<Path> ours() {
        return Stream.of("bundle", "load")
                .flatMap(folder -> Distribution.jars(folder).stream())
                .filter(jar -> jar.getFileName().toString().startsWith(Distribution.OURS))
                .toList();
    }

    static List<Path> capabilities() {
        return Distribution.jars("load");
    }

    @ParameterizedTest
    @MethodSource("ours")
    void nothingIsExportedButTheApiAndWhatIsWrapped(Path jar) throws IOException {
        List<String> exported = packages(jar, "Export-Package");
        if (isApi(jar)) {
            assertThat(exported).isNotEmpty().allMatch(name -> name.startsWith(API + "."));
        } else if (jar.getFileName().toString().equals("io.workstatus.agent.jnativehook.jar")) {
            assertThat(exported).isNotEmpty().allMatch(name -> name.startsWith("com.github.kwhat.jnativehook"));
        } else {
            assertThat(exported).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    void nothingOfOursIsImportedButTheApi(Path jar) throws IOException {
        assertThat(packages(jar, "Import-Package"))
                .isNotEmpty()
                .filteredOn(name -> name.startsWith(Distribution.OURS))
                .allMatch(name -> name.startsWith(API + "."));
        assertThat(header(jar, "Require-Bundle")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void nothingIsImportedDynamically(Path jar) throws IOException {
        assertThat(header(jar, "DynamicImport-Package")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("capabilities")
    void capabilitiesAreComponentsAndNothingElse(Path jar) throws IOException {
        assertThat(header(jar, "Service-Component")).isNotEmpty();
        assertThat(header(jar, "Bundle-Activator")).isEmpty();
        assertThat(header(jar, "Fragment-Host")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void jarsAreCalledWhatTheyAre(Path jar) throws IOException {
        assertThat(header(jar, "Bundle-SymbolicName") + ".jar")
                .isEqualTo(jar.getFileName().toString());
    }

    @ParameterizedTest
    @MethodSource("capabilities")
    void everySettingsPageThatThePolicyConcernsSaysThatItWins(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            if (!concernsThePolicy(file)) {
                return;
            }
            List<JarEntry> pages = file.stream()
                    .filter(entry -> entry.getName().matches("OSGI-INF/metatype/[^/]+\\.xml"))
                    .toList();
            for (JarEntry page : pages) {
                String xml = new String(file.getInputStream(page).readAllBytes(), StandardCharsets.UTF_8);
                Matcher described =
                        Pattern.compile("<OCD [^>]*description=\"([^\"]*)\"").matcher(xml);
                assertThat(described.find()).as(page.getName()).isTrue();
                assertThat(described.group(1))
                        .as(page.getName())
                        .containsIgnoringCase("policy")
                        .contains("wins");
            }
            assertThat(pages).as("pages of " + jar.getFileName()).isNotEmpty();
        }
    }

    /** Whether it serves a policy, fetches one, or has a component that is configured by it. */
    private static boolean concernsThePolicy(JarFile jar) throws IOException {
        for (JarEntry entry : jar.stream()
                .filter(entry -> entry.getName().matches("OSGI-INF/[^/]+\\.xml"))
                .toList()) {
            String xml = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
            if (entry.getName().contains("agent.config.")
                    || Pattern.compile("configuration-pid=\"[^\"]*io\\.workstatus\\.agent\\.policy\\b")
                            .matcher(xml)
                            .find()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isApi(Path jar) {
        return jar.getFileName().toString().equals(API + ".jar");
    }

    /** The names of the packages in a header, without attributes and directives. */
    private static List<String> packages(Path jar, String header) throws IOException {
        return Arrays.stream(header(jar, header).replaceAll("\"[^\"]*\"", "").split(","))
                .map(clause -> clause.replaceAll(";.*", "").strip())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static String header(Path jar, String name) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String value = file.getManifest().getMainAttributes().getValue(name);
            return value == null ? "" : value;
        }
    }
}
