package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "9, 256", "10, 300", "1000, 300", "2147483647, 300"})
    void theLongestWaitDoublesUpToTheMaximum(int failures, long seconds) {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), always(1));

        assertThat(backoff.afterFailures(failures))
                .isEqualTo(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void theJitterIsFull() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), always(0));

        assertThat(backoff.afterFailures(20)).isZero();
    }

    @Test
    void aLowerMaximumWins() {
        Backoff backoff =
                new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), always(1)).atMost(Duration.ofSeconds(10));

        assertThat(backoff.afterFailures(20)).isEqualTo(Duration.ofSeconds(10).toNanos());
    }

    static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }
}
