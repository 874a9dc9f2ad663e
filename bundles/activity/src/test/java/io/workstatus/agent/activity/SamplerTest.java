package io.workstatus.agent.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplerTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @TempDir
    Path root;

    private final FakeTime time = new FakeTime();
    private final Fakes.FakePermit permit = new Fakes.FakePermit("ada");
    private SampleFolder folder;
    private Sampler sampler;

    @BeforeEach
    void start() throws IOException {
        folder = new SampleFolder(root);
        folder.start(time.now());
        sampler = new Sampler(permit, folder, time, Duration.ofSeconds(60));
        sampler.begin();
        folder.running(sampler::running);
    }

    @Test
    void aSampleHoldsWhatWasCountedSinceTheLastOne() throws IOException {
        sampler.counter().nativeKeyReleased(Fakes.key());
        time.pass(TEN_SECONDS);
        sampler.keep();
        sampler.counter().nativeMousePressed(Fakes.click());
        time.pass(TEN_SECONDS);
        sampler.keep();
        assertThat(read())
                .containsExactly(
                        new Sample(FakeTime.NOON, 10_000, "ada", new Counts(1, 0, 0, 0, 10_000)),
                        new Sample(FakeTime.NOON.plusSeconds(10), 10_000, "ada", new Counts(0, 1, 0, 0, 10_000)));
    }

    @Test
    void whatIsBeingCountedIsSeenOnceBeforeAndAfterItIsKept() throws IOException {
        sampler.counter().nativeKeyReleased(Fakes.key());
        time.pass(Duration.ofSeconds(3));
        assertThat(read()).extracting(sample -> sample.counts().keys()).containsExactly(1L);
        sampler.keep();
        assertThat(read()).extracting(sample -> sample.counts().keys()).containsExactly(1L);
    }

    @Test
    void withoutAPermitNothingIsCounted() throws IOException {
        permit.valid = false;
        sampler.counter().nativeKeyReleased(Fakes.key());
        time.pass(TEN_SECONDS);
        sampler.keep();
        assertThat(read()).extracting(Sample::counts).containsExactly(Counts.NONE);
    }

    @Test
    void whateverTheWallClockDoesNoSamplesOverlapAndTheirSumIsTheMonotonicTime() throws IOException {
        List<Duration> steps = List.of(
                Duration.ofHours(1),
                Duration.ofHours(-1),
                Duration.ofHours(-1),
                Duration.ofHours(1),
                Duration.ofDays(365),
                Duration.ofDays(-365),
                Duration.ofDays(-365),
                Duration.ofDays(365),
                Duration.ofMillis(300),
                Duration.ofMillis(-700),
                Duration.ofSeconds(-30));
        Random random = new Random(5);
        long millis = 0;
        for (int round = 0; round < 200; round++) {
            Duration passed = Duration.ofMillis(1 + random.nextInt(15_000));
            time.pass(passed);
            millis += passed.toMillis();
            sampler.keep();
            time.step(steps.get(round % steps.size()));
        }
        List<Sample> samples = new ArrayList<>(read());
        samples.sort((a, b) -> a.time().compareTo(b.time()));
        Instant end = Instant.MIN;
        for (Sample sample : samples) {
            assertThat(sample.millis()).isPositive();
            assertThat(sample.time()).isAfterOrEqualTo(end);
            end = sample.end();
        }
        assertThat(samples.stream().mapToLong(Sample::millis).sum()).isEqualTo(millis);
    }

    @Test
    void whenTheMachineSleptTheNextSampleIsWhereTheClockIs() throws IOException {
        time.pass(TEN_SECONDS);
        sampler.keep();
        time.step(Duration.ofHours(8));
        time.pass(TEN_SECONDS);
        sampler.keep();
        time.pass(TEN_SECONDS);
        sampler.keep();
        assertThat(read().get(2).time())
                .isEqualTo(FakeTime.NOON.plus(Duration.ofHours(8)).plusSeconds(20));
    }

    @Test
    void aProcessThatWasSuspendedHasOneLongSample() throws IOException {
        time.pass(Duration.ofMinutes(5));
        sampler.keep();
        assertThat(read()).extracting(Sample::millis).containsExactly(300_000L);
    }

    @Test
    void whatCannotBeWrittenNowIsWrittenLater() throws IOException {
        Path open = root.resolve("open");
        Files.delete(open);
        Files.writeString(open, "in the way");
        sampler.counter().nativeKeyReleased(Fakes.key());
        time.pass(TEN_SECONDS);
        assertThatThrownBy(() -> sampler.keep()).isInstanceOf(IOException.class);
        time.pass(TEN_SECONDS);
        assertThatThrownBy(() -> sampler.keep()).isInstanceOf(IOException.class);
        Files.delete(open);
        Files.createDirectory(open, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        time.pass(TEN_SECONDS);
        sampler.keep();
        assertThat(read()).extracting(sample -> sample.counts().keys()).containsExactly(1L, 0L, 0L);
    }

    private List<Sample> read() throws IOException {
        List<Sample> samples = new ArrayList<>();
        folder.read(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"), samples::add);
        return samples;
    }
}
