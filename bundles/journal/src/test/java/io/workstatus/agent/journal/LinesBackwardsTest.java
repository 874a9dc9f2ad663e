package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesBackwardsTest {

    @TempDir
    Path folder;

    @Test
    void anEmptyFileHasNoLines() throws Exception {
        assertThat(backwards("")).isEmpty();
    }

    @Test
    void aLineWithoutItsNewlineIsNoLine() throws Exception {
        assertThat(backwards("torn")).isEmpty();
        assertThat(backwards("a\ntorn")).containsExactly("a");
        assertThat(backwards("\n\nb\n")).containsExactly("b", "", "");
    }

    @Test
    void linesOfAnyLengthComeWholeAndInReverse() throws Exception {
        Random random = new Random(7);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int length = i % 50 == 0 ? 60_000 + random.nextInt(80_000) : random.nextInt(2_000);
            lines.add(String.valueOf((char) ('a' + i % 26)).repeat(length));
        }
        String content = String.join("\n", lines) + "\n";
        Collections.reverse(lines);

        assertThat(backwards(content)).isEqualTo(lines);
    }

    @Test
    void aLineWithoutEndIsNotReadIntoMemory() {
        assertThatThrownBy(() -> backwards("\n" + "x".repeat(LinesBackwards.LONGEST + 200_000) + "\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer");
    }

    private List<String> backwards(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), content);
        List<String> found = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            LinesBackwards lines = new LinesBackwards(channel);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                found.add(new String(line, US_ASCII));
            }
        }
        return found;
    }
}
