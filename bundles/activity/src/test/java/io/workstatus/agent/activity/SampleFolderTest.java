package io.workstatus.agent.activity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFolderTest {

    private static final Instant NOON = FakeTime.NOON;

    @TempDir
    Path root;

    private SampleFolder folder;

    @BeforeEach
    void start() throws IOException {
        folder = started(NOON);
    }

    @Test
    void samplesOfOneHourAndUserAreOneFile() throws IOException {
        for (int i = 0; i < 360; i++) {
            folder.append(sample(NOON.plusSeconds(10L * i), "ada"));
        }
        assertThat(names("open")).hasSize(1);
        assertThat(folder.sealed()).isEmpty();
        folder.sealIfOver(NOON.plusSeconds(3599));
        assertThat(folder.sealed()).isEmpty();
        folder.sealIfOver(NOON.plusSeconds(3600));
        assertThat(names("open")).isEmpty();
        assertThat(folder.sealed()).hasSize(1);
    }

    @Test
    void theNextHourAndAnotherUserBeginANewFile() throws IOException {
        folder.append(sample(NOON, "ada"));
        folder.append(sample(NOON.plusSeconds(3600), "ada"));
        folder.append(sample(NOON.plusSeconds(3610), "bob"));
        assertThat(folder.sealed()).hasSize(2);
        assertThat(names("open")).hasSize(1);
    }

    @Test
    void aRestartWithinTheHourGoesOnWithTheSameFile() throws IOException {
        folder.append(sample(NOON, "ada"));
        List<String> before = names("open");
        folder = started(NOON.plusSeconds(30));
        folder.append(sample(NOON.plusSeconds(30), "ada"));
        assertThat(names("open")).isEqualTo(before);
        assertThat(read()).hasSize(2);
    }

    @Test
    void aRestartAfterTheHourSealsWhatWasLeft() throws IOException {
        folder.append(sample(NOON, "ada"));
        folder = started(NOON.plus(Duration.ofHours(3)));
        assertThat(folder.sealed()).hasSize(1);
        assertThat(names("open")).isEmpty();
    }

    @Test
    void aTornLastLineIsCutOffAndTheRestIsThere() throws IOException {
        folder.append(sample(NOON, "ada"));
        folder.append(sample(NOON.plusSeconds(10), "ada"));
        Path file = root.resolve("open").resolve(names("open").get(0));
        Files.writeString(file, "{\"time\":\"2026-11-25T12:00:2", StandardOpenOption.APPEND);
        folder = started(NOON.plusSeconds(60));
        folder.append(sample(NOON.plusSeconds(60), "ada"));
        assertThat(read()).extracting(Sample::time).containsExactly(NOON, NOON.plusSeconds(10), NOON.plusSeconds(60));
        assertThat(Files.readString(file, UTF_8).lines()).hasSize(3);
    }

    @Test
    void aFileOfWhichNothingWasWrittenLeavesNoTrace() throws IOException {
        Files.writeString(
                root.resolve("open").resolve(SampleFile.startingAt(NOON).name()), "{\"ti");
        folder = started(NOON.plusSeconds(60));
        assertThat(names("open")).isEmpty();
        assertThat(folder.sealed()).isEmpty();
    }

    @Test
    void strangersInTheFolderAreLeftAlone() throws IOException {
        Files.writeString(root.resolve("sealed/notes.txt"), "mine");
        Files.writeString(root.resolve("kept/20261125T120000.000Z-short.ndjson"), "mine");
        folder.append(sample(NOON, "ada"));
        folder.forgetBefore(NOON.plus(Duration.ofDays(1)));
        assertThat(read()).hasSize(1);
        assertThat(names("kept")).containsExactly("20261125T120000.000Z-short.ndjson");
    }

    @Test
    void onlyWhatTheQueueHasIsForgotten() throws IOException {
        folder.append(sample(NOON, "ada"));
        folder.append(sample(NOON.plusSeconds(3600), "ada"));
        folder.append(sample(NOON.plusSeconds(7200), "ada"));
        folder.offered(folder.sealed().iterator().next());
        folder.forgetBefore(NOON.plus(Duration.ofDays(99)));
        assertThat(read()).hasSize(2);
    }

    @Test
    void theSampleThatIsBeingCountedIsReadToo() throws IOException {
        folder.append(sample(NOON, "ada"));
        folder.running(() -> Optional.of(sample(NOON.plusSeconds(10), "ada")));
        assertThat(read()).hasSize(2);
        folder.running(Optional::empty);
        assertThat(read()).hasSize(1);
    }

    @Test
    void fromIsInclusiveAndToExclusive() throws IOException {
        for (int i = 0; i < 4; i++) {
            folder.append(sample(NOON.plusSeconds(10L * i), "ada"));
        }
        List<Sample> found = new ArrayList<>();
        folder.read(NOON.plusSeconds(10), NOON.plusSeconds(30), found::add);
        assertThat(found).extracting(Sample::time).containsExactly(NOON.plusSeconds(10), NOON.plusSeconds(20));
    }

    @Test
    void afterTheClockWasSetBackTheNextSampleComesAfterTheLast() throws IOException {
        folder.append(sample(NOON, "ada"));
        assertThat(folder.free(NOON.minus(Duration.ofHours(1)))).isEqualTo(NOON.plusSeconds(10));
        assertThat(folder.free(NOON.plusSeconds(11))).isEqualTo(NOON.plusSeconds(11));
    }

    @Test
    void aClockThatIsAYearOffIsFollowed() throws IOException {
        folder.append(sample(NOON, "ada"));
        Instant yearBefore = NOON.minus(Duration.ofDays(365));
        assertThat(folder.free(yearBefore)).isEqualTo(yearBefore);
        folder.append(sample(NOON.plus(Duration.ofDays(365)), "ada"));
        assertThat(folder.free(NOON.plusSeconds(5))).isEqualTo(NOON.plusSeconds(10));
    }

    private SampleFolder started(Instant now) throws IOException {
        SampleFolder started = new SampleFolder(root);
        started.start(now);
        return started;
    }

    private List<Sample> read() throws IOException {
        List<Sample> samples = new ArrayList<>();
        folder.read(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"), samples::add);
        return samples;
    }

    private List<String> names(String name) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(name))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Sample sample(Instant time, String user) {
        return new Sample(time, 10_000, user, new Counts(1, 2, 3, 4, 5_500));
    }
}
