package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {

    @TempDir
    Path folder;

    private final Time time = new Time();

    /** Five records in each of three hours. */
    @BeforeEach
    void write() {
        FileJournal journal = open();
        for (int hour = 8; hour < 11; hour++) {
            time.set("2026-11-22T%02d:30:00Z".formatted(hour));
            for (int i = 0; i < 5; i++) {
                journal.append("test.record", Map.of("i", i));
            }
        }
        journal.close();
    }

    @Test
    void whatWasWrittenIsIntact() throws Exception {
        assertThat(Verification.of(folder, Witnesses.NONE))
                .isEqualTo(new Verification.Outcome(true, "15 records, intact"));
    }

    @Test
    void restartsAndATornTailLeaveItIntact() throws Exception {
        for (int i = 0; i < 3; i++) {
            Files.writeString(segment(10), "{\"seq\":", StandardOpenOption.APPEND);
            Files.writeString(folder.resolve("heads.ndjson"), "{\"se", StandardOpenOption.APPEND);
            assertThat(Verification.of(folder, Witnesses.NONE).intact()).isTrue();
            FileJournal journal = open();
            journal.append("test.again", Map.of());
            journal.close();
        }

        assertThat(Verification.of(folder, Witnesses.NONE))
                .isEqualTo(new Verification.Outcome(true, "21 records, intact"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void anEditedByteIsNamed(int line) throws Exception {
        edit(9, lines -> lines.set(line - 1, lines.get(line - 1).replace("test.record", "test.recorD")));

        assertBroken("record " + (5 + line), "2026-11-22T09Z.ndjson, line " + line);
    }

    @Test
    void anEditedHashOfTheRecordBeforeIsNamed() throws Exception {
        edit(9, lines -> lines.set(2, lines.get(2).replaceFirst("\"prev\":\"........", "\"prev\":\"00000000")));

        assertBroken("record 8 was changed", "2026-11-22T09Z.ndjson, line 3");
    }

    @Test
    void anEditedNumberIsNamed() throws Exception {
        edit(9, lines -> lines.set(2, lines.get(2).replace("\"seq\":8", "\"seq\":9")));

        assertBroken("record 8 ", "2026-11-22T09Z.ndjson, line 3");
    }

    @Test
    void aLineThatIsNoJsonIsNamed() throws Exception {
        edit(9, lines -> lines.set(2, lines.get(2).substring(1)));

        assertBroken("record 8 was changed", "2026-11-22T09Z.ndjson, line 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aMissingLineIsNamed(int line) throws Exception {
        edit(9, lines -> lines.remove(line - 1));

        assertBroken("record " + (5 + line) + " was removed", "2026-11-22T09Z.ndjson, line " + line);
    }

    @Test
    void theMissingFirstLineOfAllIsNamed() throws Exception {
        edit(8, lines -> lines.remove(0));

        assertBroken("record 1 was removed", "2026-11-22T08Z.ndjson, line 1");
    }

    @Test
    void swappedLinesAreNamed() throws Exception {
        edit(9, lines -> Collections.swap(lines, 1, 2));

        assertBroken("record 7 was removed, moved", "2026-11-22T09Z.ndjson, line 2");
    }

    @Test
    void aSegmentThatWasCutIsNamed() throws Exception {
        edit(9, lines -> lines.subList(2, 5).clear());

        assertBroken("record 8 was removed", "2026-11-22T10Z.ndjson, line 1");
    }

    @Test
    void aMissingSegmentIsNamed() throws Exception {
        Files.delete(segment(9));

        assertBroken("record 6 was removed", "2026-11-22T10Z.ndjson, line 1");
    }

    @Test
    void aCutTailIsNamed() throws Exception {
        edit(10, lines -> lines.subList(3, 5).clear());

        assertBroken("record 14 was removed", "2026-11-22T10Z.ndjson, line 3");
    }

    @Test
    void aCutTailIsNamedAlsoAfterTheAgentWroteOn() throws Exception {
        edit(10, lines -> lines.subList(3, 5).clear());
        FileJournal journal = open();
        journal.append("test.again", Map.of());
        journal.append("test.again", Map.of());
        journal.append("test.again", Map.of());
        journal.close();

        assertBroken("record 15 was changed, or one before it", "2026-11-22T10Z.ndjson, line 5");
    }

    @Test
    void aWholeJournalThatWasRemovedIsNamed() throws Exception {
        for (int hour = 8; hour < 11; hour++) {
            Files.delete(segment(hour));
        }

        assertBroken("record 1 was removed", "no segment is left");
    }

    @Test
    void aTailThatWasCutTogetherWithItsSignedHeadIsMissedByAStoredObject() throws Exception {
        Path store = Files.createDirectories(folder.resolve("store/screenshots"));
        String hash = Chain.hash(Files.readAllLines(segment(10)).get(3).getBytes(UTF_8));
        Files.writeString(
                store.resolve(".a.jpg.sha256"),
                "%s  a.jpg%n# journal-head: %s%n# journal-seq: 14%n# user: ada%n".formatted("0".repeat(64), hash));
        Files.writeString(store.resolve("a.jpg"), "# journal-seq: 99\n");
        Witnesses witnesses = Witnesses.of(folder.resolve("store"), List.of());
        assertThat(Verification.of(folder, witnesses).intact()).isTrue();

        edit(10, lines -> lines.subList(1, 5).clear());
        write(folder.resolve("heads.ndjson"), Head.lines(folder).subList(0, 2));

        assertThat(Verification.of(folder, Witnesses.NONE).intact()).isTrue();
        assertThat(Verification.of(folder, witnesses).sentence())
                .isEqualTo(
                        "record 12 was removed, and all up to 14, of which screenshots/.a.jpg.sha256 tells: the journal"
                                + " ends with 2026-11-22T10Z.ndjson, line 1");
        assertThat(Verification.of(folder, Witnesses.of(folder.resolve("none"), List.of("14:" + hash)))
                        .sentence())
                .contains("record 12 was removed, and all up to 14", "14:" + hash);

        FileJournal journal = open();
        for (int i = 0; i < 5; i++) {
            journal.append("test.again", Map.of());
        }
        journal.close();
        assertThat(Verification.of(folder, witnesses).sentence())
                .contains("record 14 was changed, or one before it", "when screenshots/.a.jpg.sha256 was stored");
    }

    @Test
    void whatIsNoHeadIsRefused() {
        assertThatThrownBy(() -> Witnesses.of(folder, List.of("14"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRecomputedChainLacksTheSignature() throws Exception {
        Chain chain = Chain.START;
        for (int hour = 8; hour < 11; hour++) {
            List<String> lines = Files.readAllLines(segment(hour));
            List<String> forged = new ArrayList<>();
            for (String line : lines) {
                String honest = hour == 9 ? line.replace("\"i\":2", "\"i\":7") : line;
                String linked = honest.replaceFirst("\"prev\":\"[0-9a-f]+", "\"prev\":\"" + chain.hash());
                forged.add(linked);
                chain = chain.after(linked);
            }
            write(segment(hour), forged);
        }

        assertBroken("record 10 was changed, or one before it from 6 on", "2026-11-22T09Z.ndjson, line 5");
    }

    @Test
    void aForgedHeadIsNamed() throws Exception {
        Path heads = folder.resolve("heads.ndjson");
        write(
                heads,
                Files.readAllLines(heads).stream()
                        .map(line -> line.replace("\"seq\":10", "\"seq\":9"))
                        .toList());

        assertBroken("a signed head was changed", "heads.ndjson, line");
    }

    @Test
    void headsThatAreGoneAreNoticed() throws Exception {
        Files.delete(folder.resolve("heads.ndjson"));

        assertBroken("heads.ndjson was removed", "vouches");
    }

    @Test
    void whatRetentionLeavesIsIntact() throws Exception {
        Files.delete(segment(8));
        assertThat(Verification.of(folder, Witnesses.NONE).sentence()).isEqualTo("10 records, intact");

        Files.delete(segment(9));
        assertThat(Verification.of(folder, Witnesses.NONE).sentence()).isEqualTo("5 records, intact");
    }

    @Test
    void theHeadIsSignedWhileItRuns() throws Exception {
        FileJournal journal = open();
        journal.append("test.again", Map.of());
        await().until(() -> signed(16));
        journal.append("test.again", Map.of());
        journal.awaitWritten();
        time.pass(Heads.INTERVAL);

        await().until(() -> signed(17));
        journal.close();
    }

    @Test
    void theKeyIsItsOwnersAlone() throws Exception {
        Path key = folder.resolve("key.pk8");

        if (key.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(Files.getPosixFilePermissions(key)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(folder.resolve("key.pub")).exists();
    }

    @Test
    void aKeyThatCannotBeReadStopsNoRecord() throws Exception {
        Files.writeString(folder.resolve("key.pk8"), "no key");
        FileJournal journal = open();
        journal.append("test.again", Map.of());
        await().until(() -> journal.unsigned() != null);
        journal.close();

        assertThat(Written.unbroken(folder)).hasSize(16);
        assertThat(new JournalHealthCheck(journal).execute().isOk()).isFalse();
    }

    private void assertBroken(String... parts) throws Exception {
        Verification.Outcome outcome = Verification.of(folder, Witnesses.NONE);
        assertThat(outcome.intact()).isFalse();
        assertThat(outcome.sentence()).contains(parts);
    }

    private boolean signed(long seq) throws IOException {
        return Head.lines(folder).stream().anyMatch(line -> line.startsWith("{\"seq\":" + seq + ","));
    }

    private FileJournal open() {
        FileJournal journal = new FileJournal(time, folder, 1 << 20);
        journal.open();
        return journal;
    }

    private Path segment(int hour) {
        return folder.resolve("2026-11-22T%02dZ.ndjson".formatted(hour));
    }

    private void edit(int hour, Edit edit) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(segment(hour)));
        edit.on(lines);
        write(segment(hour), lines);
    }

    private static void write(Path file, List<String> lines) throws IOException {
        Files.write(file, (String.join("\n", lines) + "\n").getBytes(UTF_8));
    }

    @FunctionalInterface
    private interface Edit {
        void on(List<String> lines);
    }
}
