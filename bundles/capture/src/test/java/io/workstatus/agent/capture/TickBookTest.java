package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.recording.Session;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times are seconds after the session's start, which is at 1000 on the monotonic clock. */
class TickBookTest {

    private static final double START = 1000;

    private final FakeTime time = FakeTime.standing();
    private final Session session = FakePermit.session(nanos(0));
    private final TickBook book = new TickBook(time);

    @ParameterizedTest
    @CsvSource({
        "0,      10,   10",
        "0.001,  10,   10",
        "9.999,  10,   10",
        "10,     10,   20",
        "25,     10,   30",
        "3,      0.25, 3.25",
        "-1,     10,   0",
        "100000, 86400, 172800"
    })
    void theNextTickIsTheSmallestMultipleStillToCome(double now, double interval, double due) {
        assertThat(new Rhythm(nanos(0), length(interval)).firstAfter(nanos(now)))
                .isEqualTo(nanos(due));
    }

    @Test
    void theMonotonicClockMayWrapAround() {
        long since = Long.MAX_VALUE - 5;

        assertThat(new Rhythm(since, 10).firstAfter(since + 12)).isEqualTo(since + 20);
    }

    @Test
    void theStatusTellsWhenTheNextTickIsDueAndNothingWhileNoneIs() {
        NextScreenshot next = new NextScreenshot(book, time);
        assertThat(next.value()).isNull();

        begin(0, 10);
        taken(0, 10);
        assertThat(next.value()).isEqualTo(time.now().plusNanos(nanos(10) - time.nanoTime()));

        book.interrupted();
        assertThat(next.value()).isNull();
    }

    @Test
    void theFirstTickIsDueAtTheStartOfTheSession() {
        assertThat(begin(0, 10)).isEqualTo(0);
    }

    @Test
    void theFirstTickIsTakenLateIfRecordingWasNotPossibleAtOnce() {
        assertThat(begin(4, 10)).isEqualTo(4);
        assertThat(taken(4, 10)).isEqualTo(10);
    }

    @Test
    void afterTheFirstIntervalTheFirstTickIsNotMadeUpFor() {
        assertThat(begin(14, 10)).isEqualTo(20);
    }

    @Test
    void aFirstTickThatWasHeldBackIsStillOwedWithinTheFirstInterval() {
        begin(0, 10);
        book.interrupted();

        assertThat(begin(3, 10)).isEqualTo(3);
    }

    @Test
    void aRestartAddsNoTick() {
        begin(0, 10);
        taken(0, 10);

        assertThat(begin(3, 10)).isEqualTo(10);
        assertThat(begin(9, 10)).isEqualTo(10);
    }

    @Test
    void restartsDoNotStarveATickThatFellDueInTheirMidst() {
        begin(0, 10);
        taken(0, 10);
        begin(9.9, 10);

        assertThat(begin(10.2, 10)).isEqualTo(10.2);
        assertThat(taken(10.2, 10)).isEqualTo(20);
    }

    @Test
    void aTickThatWasCutShortByARestartIsTakenByTheNext() {
        begin(0, 10);
        taken(10, 10);
        book.giveBack(session, nanos(10));

        assertThat(begin(10.5, 10)).isEqualTo(10.5);
    }

    @Test
    void aPauseIsFollowedByTheNextMultipleAndMissesAreNotMadeUpFor() {
        begin(0, 10);
        taken(0, 10);
        book.interrupted();

        assertThat(begin(37, 10)).isEqualTo(40);
    }

    @Test
    void aNewIntervalCountsAtOnce() {
        begin(0, 600);
        taken(0, 600);

        assertThat(begin(303, 5)).isEqualTo(305);
        assertThat(begin(303, 600)).isEqualTo(600);
    }

    @Test
    void aBookThatIsYoungerThanTheSessionWaitsForTheNextMultiple() {
        time.set(Duration.ofSeconds(1003));
        TickBook swapped = new TickBook(time);

        assertThat(seconds(swapped.begin(session, length(10), nanos(4)))).isEqualTo(10);
    }

    @Test
    void anotherSessionHasAFirstTickOfItsOwn() {
        begin(0, 10);
        taken(0, 10);

        Session next = FakePermit.session(nanos(25));
        assertThat(seconds(book.begin(next, length(10), nanos(25)))).isEqualTo(25);
    }

    @Test
    void whatAComponentOfThePastGivesBackDoesNotConcernTheNextSession() {
        Session next = FakePermit.session(nanos(25));
        book.begin(next, length(10), nanos(25));
        book.taken(next, length(10), nanos(25));

        book.giveBack(session, nanos(24));

        assertThat(seconds(book.begin(next, length(10), nanos(26)))).isEqualTo(35);
    }

    private double begin(double now, double interval) {
        return seconds(book.begin(session, length(interval), nanos(now)));
    }

    private double taken(double now, double interval) {
        return seconds(book.taken(session, length(interval), nanos(now)));
    }

    private static long nanos(double seconds) {
        return length(START + seconds);
    }

    private static long length(double seconds) {
        return Math.round(seconds * 1e9);
    }

    private static double seconds(long nanos) {
        return (nanos - length(START)) / 1e9;
    }
}
