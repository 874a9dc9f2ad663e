package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent starts and stops on every Java of this machine that is new enough, the one that runs this test included. */
class EveryJavaTest {

    static List<Path> javas() throws IOException {
        Path own = Path.of(System.getProperty("java.home"));
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return List.of(own);
        }
        try (Stream<Path> folders = Files.list(installed)) {
            List<Path> others = folders.filter(folder -> !Files.isSymbolicLink(folder))
                    .filter(folder -> !folder.equals(own))
                    .filter(folder -> Files.isExecutable(folder.resolve("bin/java")))
                    .filter(folder -> feature(folder) >= 17)
                    .toList();
            return Stream.concat(Stream.of(own), others.stream()).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("javas")
    void itRecordsAndStopsInOrder(Path java) throws Exception {
        try (XScreen screen = XScreen.start().showPattern();
                Agent agent = Agent.unpack()
                        .with("DISPLAY", screen.display())
                        .with("JAVA_HOME", java.toString())
                        .start()
                        .setUpAndSignIn()) {
            agent.policy(0.5, true);
            agent.awaitStoredMoreThan(1);
            assertThat(agent.readOutput()).doesNotContain("WARNING");
            assertThat(agent.errors()).isEmpty();
            assertThat(agent.stop()).isZero();
        }
    }

    private static int feature(Path java) {
        try {
            return Files.readAllLines(java.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").replaceAll("\\..*", ""))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
