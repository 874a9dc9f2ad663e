package io.workstatus.agent.config.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

class PaceTest {

    private static final Optional<Duration> NO_WISH = Optional.empty();

    private final Random random = new Random();
    private final Pace foreign = new Pace(Duration.ofSeconds(30), false, random);
    private final Pace own = new Pace(Duration.ofSeconds(30), true, random);

    @RepeatedTest(20)
    void theNormalTimeIsSpreadByAFifth() {
        assertThat(foreign.normal()).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
    }

    @RepeatedTest(20)
    void aServerThatFailsIsAskedLessAndLessButEveryFiveMinutes() {
        assertThat(foreign.afterFailure(1, true, NO_WISH)).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
        assertThat(foreign.afterFailure(3, true, NO_WISH)).isBetween(Duration.ofSeconds(96), Duration.ofSeconds(144));
        assertThat(foreign.afterFailure(1_000, true, NO_WISH)).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
    }

    @RepeatedTest(20)
    void aServersWishIsGrantedUpToAnHour() {
        assertThat(foreign.afterFailure(1, true, Optional.of(Duration.ofMinutes(10))))
                .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
        assertThat(foreign.afterFailure(1, true, Optional.of(Duration.ofDays(365))))
                .isBetween(Duration.ofHours(1), Duration.ofMinutes(72));
        assertThat(foreign.afterFailure(1, true, Optional.of(Duration.ofSeconds(-5))))
                .isGreaterThan(Duration.ofSeconds(20));
    }

    @RepeatedTest(20)
    void onesOwnEndpointIsAskedInAHurryAtTheStartAndNormallyAfterwards() {
        assertThat(own.afterFailure(1, false, NO_WISH)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(own.afterFailure(Pace.HURRIES + 1, false, NO_WISH)).isGreaterThan(Duration.ofSeconds(20));
        assertThat(own.afterFailure(50, true, NO_WISH)).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
    }
}
