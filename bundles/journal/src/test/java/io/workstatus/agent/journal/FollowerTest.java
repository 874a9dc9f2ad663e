package io.workstatus.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowerTest {

    @TempDir
    Path folder;

    private final Time time = new Time();
    private final Connection connection = new Connection();
    private FileJournal journal;

    @BeforeEach
    void start() {
        journal = new FileJournal(time, folder, 1 << 20);
        journal.open();
    }

    @AfterEach
    void stop() {
        journal.close();
    }

    @Test
    void aRecordIsToldAsItsLineStandsInTheFile() throws Exception {
        append("test.before", Map.of());
        Follower follower = follower(SegmentCursor.atEnd(folder), null);
        append("session.opened", Map.of("user", "ada"));

        turn(follower, 2);

        String line =
                Files.readAllLines(folder.resolve("2026-11-22T08Z.ndjson")).get(1);
        assertThat(connection.text()).isEqualTo("retry: 1000\n\nid: 2\ndata: " + line + "\n\n");
    }

    @Test
    void whoComesBackMissesNothingOverSegmentsAndRestarts() throws Exception {
        for (int hour = 8; hour < 12; hour++) {
            time.set("2026-11-22T%02d:30:00Z".formatted(hour));
            append("test", Map.of());
            append("test", Map.of());
            journal.close();
            start();
        }
        append("test", Map.of());

        turn(follower(SegmentCursor.after(folder, 3), null), 8);

        assertThat(connection.ids()).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void whoComesBackAfterRetentionGoesOnWithTheOldestThatIsLeft() throws Exception {
        for (int hour = 8; hour < 11; hour++) {
            time.set("2026-11-22T%02d:30:00Z".formatted(hour));
            append("test", Map.of());
        }
        Files.delete(folder.resolve("2026-11-22T08Z.ndjson"));

        turn(follower(SegmentCursor.after(folder, 0), null), 4);

        assertThat(connection.ids()).containsExactly(2L, 3L);
    }

    @Test
    void whatIsWrittenWhileItIsFollowedComesOnceAndInOrder() throws Exception {
        Follower follower = follower(SegmentCursor.atEnd(folder), null);
        for (int i = 0; i < 3_000; i++) {
            if (i == 1_000) {
                time.set("2026-11-22T09:30:00Z");
            }
            journal.append("test", Map.of("i", i));
            if (i % 100 == 0) {
                turn(follower, 1);
            }
        }
        journal.awaitWritten();
        await().until(() -> {
            turn(follower, 1);
            return connection.ids().size() >= 3_000;
        });

        assertThat(connection.ids())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 3_000).boxed().toList());
    }

    @Test
    void aMemberIsToldWhatConcernsNobodyOrThemselves() throws Exception {
        Follower follower = follower(SegmentCursor.atEnd(folder), "bob");
        append("session.opened", Map.of("user", "ada"));
        append("session.opened", Map.of("user", "bob"));
        append("hold.set", Map.of("id", "battery"));

        turn(follower, 3);

        assertThat(connection.ids()).containsExactly(2L, 3L);
    }

    @Test
    void aCloggedConnectionIsGivenNothingAndLeftOnceTheServerBreaksItOff() throws Exception {
        Follower follower = follower(SegmentCursor.atEnd(folder), null);
        connection.clog(true);
        turn(follower, 1);
        int taken = connection.text().length();
        append("test", Map.of());
        turn(follower, 3);
        assertThat(connection.text()).hasSize(taken);

        time.pass(Follower.LONGEST);
        assertThat(follower.turn(journal.newest()))
                .as("a response is not ended in the middle of a write")
                .isTrue();

        follower.onError(new TimeoutException("idle"));
        assertThat(follower.turn(journal.newest())).isFalse();
    }

    @Test
    void aConnectionThatTakesAgainIsToldTheRest() throws Exception {
        Follower follower = follower(SegmentCursor.atEnd(folder), null);
        connection.clog(true);
        turn(follower, 1);
        append("test", Map.of());
        connection.clog(false);
        follower.onWritePossible();

        turn(follower, 2);

        assertThat(connection.ids()).containsExactly(1L);
    }

    @Test
    void silenceIsBrokenByAComment() throws Exception {
        Follower follower = follower(SegmentCursor.atEnd(folder), null);
        turn(follower, 5);
        assertThat(connection.text()).isEqualTo("retry: 1000\n\n");

        time.pass(Follower.HEARTBEAT);
        turn(follower, 5);

        assertThat(connection.text()).isEqualTo("retry: 1000\n\n:\n\n");
    }

    @Test
    void manyRecordsAreOneFlush() throws Exception {
        Follower follower = follower(SegmentCursor.atEnd(folder), null);
        turn(follower, 1);
        int before = connection.flushes();
        for (int i = 0; i < 100; i++) {
            journal.append("test", Map.of());
        }
        journal.awaitWritten();

        turn(follower, 1);

        assertThat(connection.ids()).hasSize(100);
        assertThat(connection.flushes()).isEqualTo(before + 1);
    }

    @Test
    void everybodyPassesTheDoorAgainAfterAWhile() throws Exception {
        Follower follower = follower(SegmentCursor.atEnd(folder), null);
        turn(follower, 1);

        time.pass(Follower.LONGEST);

        assertThat(follower.turn(0)).isFalse();
    }

    @Test
    void aBrokenConnectionIsNoticedAtTheNextWrite() throws Exception {
        Follower follower = follower(SegmentCursor.atEnd(folder), null);
        connection.breakOff();

        assertThatThrownBy(() -> follower.turn(0)).isInstanceOf(IOException.class);
    }

    @Test
    void theThreadTellsEverybodyAndLeavesWhoIsGone() throws Exception {
        Connection other = new Connection();
        Followers followers = new Followers(2, journal::newest);
        followers.open();
        assertThat(followers.add(follower(SegmentCursor.atEnd(folder), null))).isTrue();
        assertThat(followers.add(follower(other, SegmentCursor.atEnd(folder), null)))
                .isTrue();
        assertThat(followers.add(follower(new Connection(), SegmentCursor.atEnd(folder), null)))
                .isFalse();
        append("test", Map.of());
        await().until(() -> connection.ids().size() == 1 && other.ids().size() == 1);

        connection.breakOff();
        append("test", Map.of());
        await().until(connection::isCompleted);
        assertThat(followers.isFull()).isFalse();
        await().until(() -> other.ids().size() == 2);

        followers.close();
        assertThat(other.isCompleted()).isTrue();
        assertThat(followers.isFull()).isTrue();
    }

    private void append(String type, Map<String, Object> data) throws IOException {
        journal.append(type, data);
        journal.awaitWritten();
    }

    private void turn(Follower follower, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            assertThat(follower.turn(journal.newest())).isTrue();
        }
    }

    private Follower follower(SegmentCursor cursor, String reader) {
        return follower(connection, cursor, reader);
    }

    private Follower follower(Connection to, SegmentCursor cursor, String reader) {
        Follower follower = new Follower(to.context(), to, cursor, Optional.ofNullable(reader), time);
        follower.onWritePossible();
        return follower;
    }
}
