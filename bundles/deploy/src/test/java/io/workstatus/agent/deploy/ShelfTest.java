package io.workstatus.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {

    @TempDir
    Path root;

    private Shelf shelf;
    private CheckedJar jar;

    @BeforeEach
    void putAJarOnTheShelf() throws Exception {
        shelf = new Shelf(root.resolve("bundles"));
        jar = CheckedJar.of(CheckedJarTest.bundle("io.workstatus.agent.blur", "1.0.0"), Signers.anybody());
        shelf.keep(jar);
        shelf.setCurrent("blur", jar.sha256());
    }

    @Test
    void theCurrentJarIsTheOneThatWasMadeCurrent() throws Exception {
        CheckedJar next = CheckedJar.of(CheckedJarTest.bundle("io.workstatus.agent.blur", "2.0.0"), Signers.anybody());
        shelf.keep(next);
        assertThat(shelf.current("blur").orElseThrow().version()).hasToString("1.0.0");

        shelf.setCurrent("blur", next.sha256());

        assertThat(new Shelf(root.resolve("bundles"))
                        .current("blur")
                        .orElseThrow()
                        .version())
                .hasToString("2.0.0");
    }

    @Test
    void theJarBeforeIsKeptWithItsVersionUntilItIsCurrentAgain() throws Exception {
        assertThat(shelf.previous("blur")).isEmpty();
        CheckedJar next = makeNextCurrent();

        assertThat(shelf.previous("blur")).contains(new Shelf.Previous(jar.sha256(), "1.0.0"));
        assertThat(new Shelf(root.resolve("bundles"))
                        .previousJar("blur")
                        .orElseThrow()
                        .sha256())
                .isEqualTo(jar.sha256());

        shelf.setCurrent("blur", jar.sha256());
        assertThat(shelf.previous("blur")).isEmpty();
        shelf.setPrevious(next);
        assertThat(shelf.previous("blur")).contains(new Shelf.Previous(next.sha256(), "2.0.0"));
        assertThat(shelf.previous("unknown")).isEmpty();
    }

    @Test
    void aJarBeforeThatWasExchangedOnTheDiskIsNotBroughtBack() throws Exception {
        makeNextCurrent();
        Path file = root.resolve("bundles/blur").resolve(jar.sha256() + ".jar");
        Files.write(file, CheckedJarTest.bundle("io.workstatus.agent.blur", "6.6.6"));
        assertThat(shelf.previousJar("blur")).isEmpty();

        Files.delete(file);
        assertThat(shelf.previous("blur")).isEmpty();
        Files.writeString(root.resolve("bundles/blur/previous"), "../../x 1.0.0");
        assertThat(shelf.previous("blur")).isEmpty();
    }

    private CheckedJar makeNextCurrent() throws Exception {
        CheckedJar next = CheckedJar.of(CheckedJarTest.bundle("io.workstatus.agent.blur", "2.0.0"), Signers.anybody());
        shelf.keep(next);
        shelf.setCurrent("blur", next.sha256());
        shelf.setPrevious(jar);
        return next;
    }

    @Test
    void aJarThatWasExchangedOnTheDiskIsNotCurrent() throws Exception {
        Files.write(
                root.resolve("bundles/blur").resolve(jar.sha256() + ".jar"),
                CheckedJarTest.bundle("io.workstatus.agent.blur", "6.6.6"));
        assertThat(shelf.current("blur")).isEmpty();
    }

    @Test
    void aCurrentThatPointsToNothingIsNone() throws Exception {
        shelf.setCurrent("blur", "0".repeat(64));
        assertThat(shelf.current("blur")).isEmpty();
        Files.writeString(root.resolve("bundles/blur/current"), "../../x");
        assertThat(shelf.current("blur")).isEmpty();
        assertThat(shelf.current("unknown")).isEmpty();
    }

    @Test
    void aStoppedMarkerThatIsRemovedByHandIsGone() throws Exception {
        shelf.setStopped("blur", true);
        assertThat(shelf.isStopped("blur")).isTrue();
        Files.delete(root.resolve("bundles/blur/stopped"));
        assertThat(shelf.isStopped("blur")).isFalse();
    }

    @Test
    void whatIsNoFolderIsNoCapability() throws Exception {
        Files.writeString(root.resolve("bundles/README"), "");
        Files.createDirectories(root.resolve("bundles/.trash"));
        assertThat(shelf.ids()).containsExactly("blur");
    }

    @Test
    void exitCodesArePutIntoWords() {
        Map<String, String> words = Map.of(
                "137", "signal KILL",
                "1", "exit code 1, as when the X server goes away",
                "75", "a restart that the agent asked for",
                "42", "exit code 42",
                "x", "an unknown exit");
        words.forEach((code, text) -> assertThat(LastExit.describe(code)).isEqualTo(text));
    }
}
