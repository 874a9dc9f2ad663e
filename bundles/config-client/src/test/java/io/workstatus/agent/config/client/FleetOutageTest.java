package io.workstatus.agent.config.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 10,000 clients of one endpoint in simulated time: an hour of work, a day without it, two hours of work again. */
class FleetOutageTest {

    private static final int CLIENTS = 10_000;
    private static final int HOUR = 3_600;
    private static final int DOWN = HOUR;
    private static final int UP = DOWN + 24 * HOUR;
    private static final int END = UP + 2 * HOUR;
    private static final double MEAN = CLIENTS / 30.0;

    private record Turn(long millis, int client) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            return Long.compare(millis, other.millis);
        }
    }

    @Test
    void afterADayWithoutItsEndpointAFleetComesBackSpreadOverTheJitterWindowAndInItsOldPace() {
        Random random = new Random(20_261_122);
        int[] perSecond = new int[END];
        int[] answersInLastHour = new int[CLIENTS];
        long[] back = new long[CLIENTS];
        Attempts[] attempts = new Attempts[CLIENTS];
        PriorityQueue<Turn> turns = new PriorityQueue<>();
        for (int client = 0; client < CLIENTS; client++) {
            attempts[client] = new Attempts(new Pace(Duration.ofSeconds(30), false, random));
            // All machines are switched on within the same second.
            turns.add(new Turn(random.nextInt(1_000), client));
        }
        for (Turn turn = turns.remove(); turn.millis() < END * 1_000L; turn = turns.remove()) {
            int second = (int) (turn.millis() / 1_000);
            perSecond[second]++;
            boolean answers = second < DOWN || second >= UP;
            Attempts one = attempts[turn.client()];
            Duration wait = answers ? one.answered() : one.failed(Optional.empty());
            if (second >= UP && back[turn.client()] == 0) {
                back[turn.client()] = turn.millis() - UP * 1_000L;
            }
            if (second >= END - HOUR) {
                answersInLastHour[turn.client()]++;
            }
            turns.add(new Turn(turn.millis() + wait.toMillis(), turn.client()));
        }

        // An endpoint that is down is asked a tenth as often.
        assertThat(mean(perSecond, DOWN + HOUR, UP)).isBetween(MEAN / 11, MEAN / 9);
        // Back within the longest back-off and its jitter, and never in a herd.
        assertThat(Arrays.stream(back).max().orElseThrow()).isLessThanOrEqualTo(360_000);
        assertThat(max(perSecond, UP, UP + 600)).isLessThan((int) (MEAN * 1.5));
        // Then as before: no drift, no client that is left behind or hurries, and no second that is crowded.
        assertThat(mean(perSecond, UP + 600, END)).isBetween(MEAN * 0.99, MEAN * 1.01);
        assertThat(mean(perSecond, 600, DOWN)).isBetween(MEAN * 0.99, MEAN * 1.01);
        assertThat(max(perSecond, UP + 600, END)).isLessThan((int) (MEAN * 1.3));
        assertThat(Arrays.stream(answersInLastHour).min().orElseThrow()).isGreaterThan(105);
        assertThat(Arrays.stream(answersInLastHour).max().orElseThrow()).isLessThan(136);
    }

    private static double mean(int[] perSecond, int from, int to) {
        return Arrays.stream(perSecond, from, to).average().orElseThrow();
    }

    private static int max(int[] perSecond, int from, int to) {
        return Arrays.stream(perSecond, from, to).max().orElseThrow();
    }
}
