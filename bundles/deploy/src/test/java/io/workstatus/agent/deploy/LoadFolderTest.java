package io.workstatus.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadFolderTest {

    @TempDir
    Path folder;

    private LoadFolder load;

    @BeforeEach
    void theFactorySetIsThere() throws IOException {
        Files.writeString(folder.resolve("a.jar"), "one");
        load = new LoadFolder(folder);
        assertThat(load.all()).hasSize(1);
    }

    @Test
    void theFactorySetIsNotToldAgain() throws IOException {
        assertThat(load.changed()).isEmpty();
        assertThat(load.changed()).isEmpty();
    }

    @Test
    void aJarThatIsStillBeingWrittenIsLeftAloneUntilItRests() throws IOException {
        Path file = folder.resolve("b.jar");
        Files.writeString(file, "b");
        assertThat(load.changed()).isEmpty();
        Files.writeString(file, "bigger");
        assertThat(load.changed()).isEmpty();
        assertThat(names(load.changed())).containsExactly("b.jar");
        assertThat(load.changed()).isEmpty();
    }

    @Test
    void aReplacedJarIsToldOnceMoreAlsoWhenItHasTheSameSize() throws IOException {
        Path file = folder.resolve("a.jar");
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        assertThat(load.changed()).isEmpty();
        List<LoadFolder.Found> found = load.changed();
        assertThat(names(found)).containsExactly("a.jar");
        assertThat(found.get(0).content()).asString().isEqualTo("two");
    }

    @Test
    void dotFilesFoldersAndOtherFilesAreNobodys() throws IOException {
        Files.writeString(folder.resolve(".c.jar"), "c");
        Files.writeString(folder.resolve("c.jar.part"), "c");
        Files.createDirectories(folder.resolve("d.jar"));
        load.changed();
        assertThat(load.changed()).isEmpty();
    }

    private static List<String> names(List<LoadFolder.Found> found) {
        return found.stream().map(LoadFolder.Found::name).toList();
    }
}
