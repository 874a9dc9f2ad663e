package io.workstatus.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentReaderTest {

    private static final String FROM = "2026-11-22T00:00:00Z";
    private static final String TO = "2026-11-23T00:00:00Z";

    @TempDir
    Path folder;

    @BeforeEach
    void write() {
        Time time = new Time();
        FileJournal journal = new FileJournal(time, folder, 1 << 20);
        journal.open();
        time.set("2026-11-22T08:15:00Z");
        journal.append("session.opened", Map.of("user", "ada"));
        time.set("2026-11-22T09:15:00Z");
        journal.append("session.closed", Map.of("user", "ada"));
        time.set("2026-11-22T10:15:00Z");
        journal.append("hold.set", Map.of("id", "battery"));
        time.set("2026-11-22T11:15:00Z");
        journal.append("session.opened", Map.of("user", "bob"));
        journal.close();
    }

    @Test
    void newestComeFirst() throws Exception {
        assertThat(seqs(FROM, TO, null, 100, null)).containsExactly(4L, 3L, 2L, 1L);
        assertThat(seqs(FROM, TO, null, 2, null)).containsExactly(4L, 3L);
    }

    @Test
    void fromIsInclusiveAndToExclusive() throws Exception {
        assertThat(seqs("2026-11-22T09:15:00Z", "2026-11-22T11:15:00Z", null, 100, null))
                .containsExactly(3L, 2L);
        assertThat(seqs("2026-11-22T09:15:00.001Z", "2026-11-22T11:15:00.001Z", null, 100, null))
                .containsExactly(4L, 3L);
    }

    @Test
    void aTypeMatchesExactlyOrAsABeginning() throws Exception {
        assertThat(seqs(FROM, TO, "session.opened", 100, null)).containsExactly(4L, 1L);
        assertThat(seqs(FROM, TO, "session.", 100, null)).containsExactly(4L, 2L, 1L);
        assertThat(seqs(FROM, TO, "session.o*", 100, null)).containsExactly(4L, 1L);
        assertThat(seqs(FROM, TO, "session", 100, null)).isEmpty();
    }

    @Test
    void aMemberSeesWhatConcernsNobodyOrThemselves() throws Exception {
        assertThat(seqs(FROM, TO, null, 100, "ada")).containsExactly(3L, 2L, 1L);
    }

    @Test
    void aDamagedLineHidesNoOther() throws Exception {
        Path segment = folder.resolve("2026-11-22T10Z.ndjson");
        Files.writeString(segment, "damage\n" + Files.readString(segment) + "{\"seq\":");

        assertThat(seqs(FROM, TO, null, 100, null)).containsExactly(4L, 3L, 2L, 1L);
    }

    @Test
    void filesThatAreNoSegmentsAreLeftAlone() throws Exception {
        Files.writeString(folder.resolve("notes.ndjson"), "{}");
        Files.writeString(folder.resolve("2026-13-45T99Z.ndjson"), "{}");

        assertThat(seqs(FROM, TO, null, 100, null)).hasSize(4);
    }

    @Test
    void aFolderThatIsNotThereHasNoRecords() throws Exception {
        List<WrittenRecord> found = new ArrayList<>();
        new SegmentReader(folder.resolve("missing")).read(query(FROM, TO, null, 1, null), found::add);
        assertThat(found).isEmpty();
    }

    private List<Long> seqs(String from, String to, @Nullable String type, int limit, @Nullable String reader)
            throws Exception {
        List<Long> seqs = new ArrayList<>();
        new SegmentReader(folder).read(query(from, to, type, limit, reader), found -> seqs.add(found.seq()));
        return seqs;
    }

    private static Query query(String from, String to, @Nullable String type, int limit, @Nullable String reader) {
        return new Query(Instant.parse(from), Instant.parse(to), type, limit, Optional.ofNullable(reader));
    }
}
