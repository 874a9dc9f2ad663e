package io.workstatus.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.retention.LocalCopy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What retention removes of the journal leaves a journal that can be verified. */
class OldSegmentsTest {

    @TempDir
    Path folder;

    private final Time time = new Time();

    @BeforeEach
    void writeThreeHours() {
        FileJournal journal = new FileJournal(time, folder, 1 << 20);
        journal.open();
        for (int hour = 8; hour < 11; hour++) {
            time.set("2026-11-22T%02d:30:00Z".formatted(hour));
            journal.append("test.record", Map.of());
        }
        journal.close();
    }

    private List<String> names() throws Exception {
        List<String> names = new ArrayList<>();
        new OldSegments(folder).list((LocalCopy copy) -> names.add(copy.name()));
        return names;
    }

    @Test
    void theOldestAreToldFirstAndTheOneThatIsWrittenToNever() throws Exception {
        assertThat(names()).containsExactly("2026-11-22T08Z.ndjson", "2026-11-22T09Z.ndjson");
    }

    @Test
    void whatIsLeftCanBeVerifiedAfterEachRemoval() throws Exception {
        for (String name : names()) {
            new OldSegments(folder).remove(name);

            assertThat(Verification.of(folder, Witnesses.NONE).sentence()).endsWith("intact");
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void aSegmentWhoseEndWasNotSignedStaysAndAllAfterIt() throws Exception {
        List<String> heads = new ArrayList<>(Head.lines(folder));
        heads.removeIf(line -> Head.parse(line).orElseThrow().end()
                && Head.parse(line).orElseThrow().seq() == 1);
        Files.writeString(folder.resolve(Head.FILE), String.join("\n", heads) + "\n");

        assertThat(names()).isEmpty();
    }
}
