package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.store.StoreException.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All waits are the longest that the jitter allows, and the clock starts shortly before it overflows. */
class ScheduleTest {

    private static final Optional<Duration> NO_WISH = Optional.empty();

    private final Schedule schedule =
            new Schedule(Home.settings(2, Duration.ofSeconds(1), Duration.ofMinutes(5), 5), BackoffTest.always(1));
    private long now = Long.MAX_VALUE - 1;

    @BeforeEach
    void threeWait() {
        for (String id : new String[] {"B", "A", "C"}) {
            schedule.add(id, new PendingItem(0, 10, false));
        }
    }

    @Test
    void theOldestGoesFirstAndNobodyGetsItTwice() {
        assertThat(schedule.claimNext(now)).contains("A");
        assertThat(schedule.claimNext(now)).contains("B");
        assertThat(schedule.claim("A")).isFalse();
        schedule.release("A");
        assertThat(schedule.claimNext(now)).contains("A");
    }

    @Test
    void oneThatFailsLetsTheOthersGoOn() {
        fail("A", Kind.TRANSIENT);

        assertThat(schedule.claimNext(now)).contains("B");
        after(Duration.ofMillis(999));
        assertThat(schedule.claimNext(now)).contains("C");
        assertThat(schedule.claimNext(now)).isEmpty();
        after(Duration.ofMillis(1));
        assertThat(schedule.claimNext(now)).contains("A");
    }

    @Test
    void whenTheNextIsTriedIsToldOnlyWhileAllThatWaitHaveFailed() {
        fail("A", Kind.TRANSIENT);
        assertThat(schedule.nanosUntilDue(now)).as("B and C are due").isEmpty();

        fail("B", Kind.STORE);
        assertThat(schedule.nanosUntilDue(now)).contains(Duration.ofSeconds(1).toNanos());

        after(Duration.ofSeconds(1));
        assertThat(schedule.nanosUntilDue(now)).isEmpty();
    }

    @Test
    void oneThatFailsForEverIsTriedLessAndLessOften() {
        schedule.remove("B");
        schedule.remove("C");
        long waited = 0;
        for (int i = 0; i < 20; i++) {
            fail("A", Kind.TRANSIENT);
            long wait = schedule.nanosUntilNext(now, Long.MAX_VALUE);
            assertThat(wait)
                    .isGreaterThanOrEqualTo(waited)
                    .isLessThanOrEqualTo(Duration.ofMinutes(5).toNanos());
            waited = wait;
            now += wait;
        }
        assertThat(waited).isEqualTo(Duration.ofMinutes(5).toNanos());
    }

    @Test
    void whenDifferentOnesFailInARowAllWaitAndOneIsTriedAtATime() {
        fail("A", Kind.TRANSIENT);
        fail("B", Kind.TRANSIENT);

        assertThat(schedule.claimNext(now)).isEmpty();
        after(Duration.ofSeconds(1));
        assertThat(schedule.claimNext(now)).contains("C");
        assertThat(schedule.claimNext(now)).isEmpty();
    }

    @Test
    void whileAllWaitEachIsTriedInTurnSoThatNoneStandsInTheWayOfTheOthers() {
        for (Kind kind : new Kind[] {Kind.STORE, Kind.TRANSIENT}) {
            fail("A", kind);
            fail("B", kind);
            StringBuilder turns = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                after(Duration.ofMinutes(5));
                String next = schedule.claimNext(now).orElseThrow();
                turns.append(next);
                schedule.failed(next, kind, NO_WISH, now);
            }
            assertThat(turns).hasToString("CABCAB");
            schedule.reset();
        }
    }

    @Test
    void oneThatTheStoreRefusesWhileItTakesTheOthersWaitsForItselfAndIsKept() {
        int tries = 0;
        for (int i = 0; i < 400; i++) {
            schedule.add("later-" + i, new PendingItem(0, 10, false));
            String next = schedule.claimNext(now).orElseThrow();
            if (next.equals("A")) {
                tries++;
                assertThat(schedule.failed("A", Kind.STORE, NO_WISH, now)).isFalse();
            } else {
                schedule.succeeded(next, now);
            }
            after(Duration.ofSeconds(1));
        }

        assertThat(tries).isBetween(3, 10);
        assertThat(schedule.ids()).contains("A").doesNotContain("B", "C");
    }

    @Test
    void afterALongOutageOneOfFourIsTheNewest() {
        for (int i = 100; i < 200; i++) {
            schedule.add("X" + i, new PendingItem(0, 10, false));
        }

        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            turns.append(schedule.claimNext(now).orElseThrow()).append(' ');
        }

        assertThat(turns).hasToString("A B C X199 X100 X101 X102 X198 ");
    }

    @Test
    void oneThatIsOnlyLookedAtDoesNotHoldUpTheProbe() {
        fail("A", Kind.STORE);
        after(Schedule.STORE_WAIT);
        assertThat(schedule.claim("C")).isTrue();

        assertThat(schedule.claimNext(now)).contains("B");
        assertThat(schedule.claimNext(now)).isEmpty();
        schedule.release("B");
        assertThat(schedule.claimNext(now)).contains("B");
    }

    @Test
    void aStoreThatIsBrokenKeepsAllWaitingButNeverLong() {
        for (int i = 0; i < 10; i++) {
            fail("A", Kind.STORE);
            long wait = schedule.nanosUntilNext(now, Long.MAX_VALUE);
            assertThat(schedule.claimNext(now)).isEmpty();
            assertThat(wait).isLessThanOrEqualTo(Schedule.STORE_WAIT.toNanos());
            now += wait;
        }
        assertThat(schedule.claimNext(now)).contains("B");
    }

    @Test
    void aRetryAfterIsKeptToByAll() {
        assertThat(schedule.claim("A")).isTrue();
        schedule.failed("A", Kind.TRANSIENT, Optional.of(Duration.ofSeconds(90)), now);

        after(Duration.ofSeconds(89));
        assertThat(schedule.claimNext(now)).isEmpty();
        after(Duration.ofSeconds(1));
        assertThat(schedule.claimNext(now)).isPresent();
    }

    @Test
    void anAbsurdRetryAfterIsBounded() {
        assertThat(schedule.claim("A")).isTrue();
        schedule.failed("A", Kind.TRANSIENT, Optional.of(Duration.ofDays(4000)), now);

        after(Schedule.LONGEST_RETRY_AFTER);
        assertThat(schedule.claimNext(now)).isPresent();
    }

    @Test
    void theFirstSuccessAfterAnOutageEndsLongWaits() {
        for (int i = 0; i < 12; i++) {
            fail("A", Kind.TRANSIENT);
            fail("B", Kind.TRANSIENT);
            after(Duration.ofMinutes(5));
        }
        fail("A", Kind.TRANSIENT);
        after(Duration.ofMinutes(5));
        fail("B", Kind.TRANSIENT);
        assertThat(schedule.claim("C")).isTrue();

        schedule.succeeded("C", now);

        after(Schedule.AFTER_OUTAGE);
        assertThat(schedule.claimNext(now)).contains("A");
        assertThat(schedule.claimNext(now)).contains("B");
    }

    @Test
    void onlyRefusalsOfTheItemItselfGiveItUp() {
        for (int i = 0; i < 50; i++) {
            assertThat(fail("A", Kind.TRANSIENT)).isFalse();
            assertThat(fail("A", Kind.STORE)).isFalse();
        }
        for (int i = 0; i < 4; i++) {
            assertThat(fail("A", Kind.ITEM)).isFalse();
        }
        assertThat(fail("A", Kind.ITEM)).isTrue();
    }

    @Test
    void anotherStoreMakesEverythingDue() {
        fail("A", Kind.TRANSIENT);
        fail("B", Kind.STORE);

        schedule.reset();

        assertThat(schedule.claimNext(now)).contains("A");
        assertThat(schedule.claimNext(now)).contains("B");
    }

    @Test
    void bytesFollowWhatWaits() {
        assertThat(schedule.pendingBytes()).isEqualTo(30);
        schedule.add("A", new PendingItem(0, 15, false));
        schedule.remove("B");
        schedule.remove("B");
        assertThat(schedule.pendingBytes()).isEqualTo(25);
        assertThat(schedule.size()).isEqualTo(2);
    }

    private boolean fail(String id, Kind kind) {
        assertThat(schedule.claim(id)).isTrue();
        return schedule.failed(id, kind, NO_WISH, now);
    }

    private void after(Duration time) {
        now += time.toNanos();
    }
}
