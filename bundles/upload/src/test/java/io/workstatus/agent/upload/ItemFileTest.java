package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workstatus.agent.api.queue.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemFileTest {

    @TempDir
    Path folder;

    private final Artifact artifact = Artifacts.screenshot(TestTime.START, "Ada Ł.");
    private Path file;
    private byte[] whole;

    @BeforeEach
    void write() throws IOException {
        byte[] head = ItemFile.head(ItemHeader.of(artifact));
        whole = Arrays.copyOf(head, head.length + artifact.content().length);
        System.arraycopy(artifact.content(), 0, whole, head.length, artifact.content().length);
        file = Files.write(folder.resolve("item"), whole);
    }

    @Test
    void givesBackWhatWasWritten() throws Exception {
        ItemFile item = ItemFile.open(file);

        item.verify();
        assertThat(item.header()).isEqualTo(ItemHeader.of(artifact));
        try (InputStream content = item.content()) {
            assertThat(content.readAllBytes()).isEqualTo(artifact.content());
        }
    }

    @Test
    void everyChangedBitIsNoticed() throws Exception {
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 << (i % 8));
            Files.write(file, damaged);

            assertThatThrownBy(this::openAndVerify).as("byte %d", i).isInstanceOf(DamagedItemException.class);
        }
    }

    @Test
    void everyMissingEndIsNoticed() throws Exception {
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertThatThrownBy(this::openAndVerify).as("length %d", length).isInstanceOf(DamagedItemException.class);
        }
    }

    @Test
    void aByteTooManyIsNoticed() throws Exception {
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));

        assertThatThrownBy(this::openAndVerify).isInstanceOf(DamagedItemException.class);
    }

    @Test
    void zerosOfTheRightLengthAreNoticed() throws Exception {
        Files.write(file, new byte[whole.length]);

        assertThatThrownBy(this::openAndVerify).isInstanceOf(DamagedItemException.class);
    }

    @Test
    void aHeaderWithAKeyThatLeadsOutsideIsNoItemHoweverWholeItIs() throws Exception {
        Artifact evil = Artifacts.with(artifact.id(), "../../outside.jpg", "ada", TestTime.START, artifact.content());
        Files.write(file, ItemFile.head(ItemHeader.of(evil)));
        Files.write(file, evil.content(), java.nio.file.StandardOpenOption.APPEND);

        assertThatThrownBy(this::openAndVerify).isInstanceOf(DamagedItemException.class);
    }

    @Test
    void aFolderOrALinkIsNoItem() throws Exception {
        assertThatThrownBy(() -> ItemFile.open(folder)).isInstanceOf(DamagedItemException.class);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThatThrownBy(() -> ItemFile.open(link)).isInstanceOf(DamagedItemException.class);
    }

    @Test
    void aMissingFileIsNotDamage() {
        assertThatThrownBy(() -> ItemFile.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    private void openAndVerify() throws IOException, DamagedItemException {
        ItemFile.open(file).verify();
    }
}
