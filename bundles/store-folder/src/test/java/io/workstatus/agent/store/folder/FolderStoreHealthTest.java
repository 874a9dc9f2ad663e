package io.workstatus.agent.store.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreHealthTest {

    @TempDir
    Path home;

    @Test
    void aFolderThatIsNotMadeYetIsNoFault() {
        assertThat(check().getStatus()).isNotEqualTo(Result.Status.CRITICAL);
        assertThat(home.resolve("store")).doesNotExist();
    }

    @Test
    void aFileInPlaceOfTheFolderIsCritical() throws IOException {
        Files.writeString(home.resolve("store"), "in the way");

        assertThat(check().getStatus()).isEqualTo(Result.Status.CRITICAL);
    }

    private Result check() {
        return new FolderStoreHealth(home.resolve("store")).execute();
    }
}
