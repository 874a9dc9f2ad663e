package io.workstatus.agent.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {

    private static final Instant NOON = FakeTime.NOON;

    @TempDir
    Path root;

    private SampleFolder folder;

    @BeforeEach
    void start() throws IOException {
        folder = new SampleFolder(root);
        folder.start(NOON);
        for (int i = 0; i < 120; i++) {
            folder.append(sample(NOON.plusSeconds(10L * i), "ada"));
        }
        folder.append(sample(NOON.plusSeconds(1200), "bob"));
        folder.append(sample(NOON.plusSeconds(1210), "ada"));
    }

    @Test
    void rowsAreSumsAndTheNewestComesFirst() throws IOException {
        assertThat(rows(Map.of(), Optional.empty()))
                .containsExactly(
                        new Buckets.Row(NOON.plusSeconds(1200), NOON.plusSeconds(1800), "ada", times(1)),
                        new Buckets.Row(NOON.plusSeconds(1200), NOON.plusSeconds(1800), "bob", times(1)),
                        new Buckets.Row(NOON.plusSeconds(600), NOON.plusSeconds(1200), "ada", times(60)),
                        new Buckets.Row(NOON, NOON.plusSeconds(600), "ada", times(60)));
    }

    @Test
    void whoeverSeesOnlyTheirOwnSeesNobodyElses() throws IOException {
        assertThat(rows(Map.of(), Optional.of("bob")))
                .extracting(Buckets.Row::user)
                .containsExactly("bob");
        assertThat(rows(Map.of(), Optional.of("eve"))).isEmpty();
    }

    @Test
    void theSpanIsAsLongAsAskedFor() throws IOException {
        assertThat(rows(Map.of("bucket", "10"), Optional.of("ada"))).hasSize(121);
        assertThat(rows(Map.of("bucket", "86400"), Optional.of("ada")))
                .containsExactly(new Buckets.Row(
                        Instant.parse("2026-11-25T00:00:00Z"),
                        Instant.parse("2026-11-26T00:00:00Z"),
                        "ada",
                        times(121)));
        assertThat(rows(Map.of("bucket", "10", "limit", "5"), Optional.empty())).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({
        "bucket,0",
        "bucket,-600",
        "bucket,86401",
        "bucket,ten",
        "from,yesterday",
        "to,1",
        "limit,0",
        "limit,10001"
    })
    void whatIsMalformedIsSaid(String name, String value) {
        assertThatThrownBy(() -> rows(Map.of(name, value), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameter " + name);
    }

    private List<Buckets.Row> rows(Map<String, String> parameters, Optional<String> reader) throws IOException {
        Instant now = NOON.plus(Duration.ofHours(1));
        return Buckets.of(folder, ActivityQuery.of(parameters::get, now, reader));
    }

    private static Sample sample(Instant time, String user) {
        return new Sample(time, 10_000, user, times(1));
    }

    private static Counts times(int n) {
        return new Counts(n, 2L * n, 3L * n, 4L * n, 5_500L * n);
    }
}
