package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.store.StoreException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A week without a network, in simulated time: a screenshot each ten minutes, two senders, 50 ms a put. */
class SevenDaysTest {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final long INTERVAL = Duration.ofMinutes(10).toNanos();
    private static final long PUT = Duration.ofMillis(50).toNanos();
    private static final long END = WEEK.toNanos();

    private record InFlight(String id, long done) {}

    private Schedule schedule;
    private final List<Long> tries = new ArrayList<>();
    private final List<String> stored = new ArrayList<>();
    private final PriorityQueue<InFlight> inFlight = new PriorityQueue<>((a, b) -> Long.compare(a.done(), b.done()));
    private int offered;
    private long firstStored = -1;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void triesStayWithinTheirBoundsAndTheQueueDrainsWithinAMinuteOfTheNetworksReturn(long seed) {
        schedule = schedule(seed);
        run(0, END, false);

        assertTriesWithinBounds();
        schedule.reset(); // what an address that is new leads to
        run(END, END + Duration.ofSeconds(60).toNanos(), true);

        assertEachStoredOnce();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aStoreThatComesBackUnnoticedIsMetByTheNextTryAndDrainedWithinAMinuteOfIt(long seed) {
        schedule = schedule(seed);
        run(0, END, false);

        run(END, END + LONGEST.plusSeconds(60).toNanos(), true);

        assertEachStoredOnce();
        assertThat(Duration.ofNanos(firstStored - END)).isLessThanOrEqualTo(LONGEST.plusSeconds(1));
    }

    private static Schedule schedule(long seed) {
        return new Schedule(Home.settings(2, Duration.ofSeconds(1), LONGEST, 5), new Random(seed));
    }

    private void assertTriesWithinBounds() {
        // Full jitter: half of the longest wait between two tries, on average.
        double average = (double) END / tries.size();
        assertThat(Duration.ofNanos((long) average)).isBetween(Duration.ofSeconds(75), LONGEST);
        for (int i = 1; i < tries.size(); i++) {
            assertThat(Duration.ofNanos(tries.get(i) - tries.get(i - 1))).isLessThanOrEqualTo(LONGEST.plusSeconds(1));
        }
    }

    private void assertEachStoredOnce() {
        assertThat(schedule.size()).isZero();
        assertThat(stored).hasSize(offered).doesNotHaveDuplicates();
    }

    private void run(long from, long until, boolean network) {
        long now = from;
        while (now < until) {
            while (offered * INTERVAL <= now) {
                schedule.add("%06d".formatted(offered++), new PendingItem(0, 100_000, false));
            }
            finish(now, network);
            while (inFlight.size() < 2) {
                Optional<String> next = schedule.claimNext(now);
                if (next.isEmpty()) {
                    break;
                }
                tries.add(now);
                inFlight.add(new InFlight(next.get(), now + PUT));
            }
            long wait = inFlight.size() == 2 ? until : schedule.nanosUntilNext(now, until);
            long event = Math.min(now + wait, offered * INTERVAL);
            now = inFlight.isEmpty()
                    ? event
                    : Math.min(event, inFlight.element().done());
        }
    }

    private void finish(long now, boolean network) {
        while (!inFlight.isEmpty() && inFlight.element().done() <= now) {
            String id = inFlight.remove().id();
            if (network) {
                firstStored = firstStored < 0 ? now : firstStored;
                stored.add(id);
                schedule.succeeded(id, now);
            } else {
                schedule.failed(id, Kind.TRANSIENT, Optional.empty(), now);
            }
        }
    }
}
