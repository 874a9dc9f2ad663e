package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.workstatus.agent.api.journal.JournalHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileJournalTest {

    private static final String HOUR_8 = "2026-11-22T08Z.ndjson";

    @TempDir
    Path home;

    private final Time time = new Time();
    private Path folder;
    private FileJournal journal;

    @BeforeEach
    void start() {
        folder = home.resolve("journal");
        journal = open(1 << 20);
    }

    @AfterEach
    void stop() {
        journal.close();
    }

    @Test
    void aRecordIsOneLineOfTheHoursSegment() throws Exception {
        journal.append("session.opened", Map.of("user", "ada"));
        journal.close();

        assertThat(folder.resolve(HOUR_8))
                .hasContent("{\"seq\":1,\"time\":\"2026-11-22T08:15:00.000Z\",\"type\":\"session.opened\","
                        + "\"data\":{\"user\":\"ada\"},\"prev\":\"" + "0".repeat(64) + "\"}\n");
    }

    @Test
    void theHeadIsTheNewestRecordThatIsOnTheDiskForGoodAlsoAfterARestart() throws Exception {
        assertThat(journal.head()).isEmpty();
        journal.append("test", Map.of());
        journal.append("test", Map.of());
        await().until(() -> journal.head().map(JournalHead::seq).equals(Optional.of(2L)));
        String line = Files.readAllLines(folder.resolve(HOUR_8)).get(1);
        assertThat(journal.head()).contains(new JournalHead(2, Chain.hash(line.getBytes(UTF_8))));

        restart();
        await().until(() -> journal.head().map(JournalHead::seq).equals(Optional.of(2L)));
    }

    @Test
    void theChainGoesOnOverHoursAndRestarts() throws Exception {
        for (int hour = 8; hour < 12; hour++) {
            time.set("2026-11-22T%02d:59:59.999Z".formatted(hour));
            journal.append("test.hour", Map.of("hour", hour));
            journal.append("test.hour", Map.of("hour", hour));
            restart();
        }
        journal.close();

        assertThat(Written.unbroken(folder)).hasSize(8);
        assertThat(Written.names(folder)).hasSize(4);
    }

    @Test
    void whatCallersChangeAfterwardsIsNotInTheRecord() throws Exception {
        Map<String, Object> data = new HashMap<>(Map.of("user", "ada"));
        journal.append("test", data);
        data.put("user", "bob");
        journal.close();

        assertThat(Written.unbroken(folder).get(0).at("/data/user").textValue()).isEqualTo("ada");
    }

    @Test
    void numbersFollowTheOrderOfCallsFromEachThread() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<?>> calls = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String type = "thread." + t;
            calls.add(pool.submit(() -> {
                for (int i = 0; i < 1_000; i++) {
                    journal.append(type, Map.of("i", i));
                }
            }));
        }
        for (Future<?> call : calls) {
            call.get(30, SECONDS);
        }
        pool.shutdown();
        journal.close();

        List<JsonNode> records = Written.unbroken(folder);
        assertThat(records).hasSize(4_000);
        for (int t = 0; t < 4; t++) {
            String type = "thread." + t;
            assertThat(records)
                    .filteredOn(next -> next.path("type").textValue().equals(type))
                    .extracting(next -> next.at("/data/i").intValue())
                    .isSorted();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"seq\":3,\"time\":\"2026-11-2",
                "{\"seq\":3,\"ti\n",
                "not a record\n\n",
                "\0\0\0\0\0\0\0\0",
                "{\"seq\":3,\"time\":\"2026-11-22T08:15:00.000Z\",\"type\":\"torn.before.newline\",\"data\":{},\"prev\":\"\"}"
            })
    void aTornTailIsCutAndNoted(String torn) throws Exception {
        journal.append("test.first", Map.of());
        journal.append("test.second", Map.of());
        journal.close();
        Files.writeString(folder.resolve(HOUR_8), torn, StandardOpenOption.APPEND);

        journal = open(1 << 20);
        journal.append("test.third", Map.of());
        journal.close();

        List<JsonNode> records = Written.unbroken(folder);
        assertThat(Written.types(records))
                .containsExactly("test.first", "test.second", "journal.recovered", "test.third");
        assertThat(records.get(2).at("/data/bytes").intValue()).isEqualTo(torn.getBytes(UTF_8).length);
    }

    @Test
    void aSegmentThatWasOnlyBegunIsFollowedFromTheOneBefore() throws Exception {
        journal.append("test.first", Map.of());
        journal.close();
        Files.writeString(folder.resolve("2026-11-22T09Z.ndjson"), "{\"seq\":2");

        time.set("2026-11-22T09:15:00Z");
        journal = open(1 << 20);
        journal.append("test.second", Map.of());
        journal.close();

        assertThat(Written.types(Written.unbroken(folder)))
                .containsExactly("test.first", "journal.recovered", "test.second");
    }

    @Test
    void aClockThatGoesBackLeavesTheSegmentsInOrder() throws Exception {
        List<String> times = List.of(
                "2026-11-22T08:15:00Z",
                "2026-11-22T08:05:00Z",
                "2026-11-22T05:00:00Z",
                "2026-11-22T04:00:00Z",
                "2026-11-22T09:30:00Z",
                "2025-11-22T09:30:00Z",
                "2026-11-22T12:00:00Z");
        for (String next : times) {
            time.set(next);
            journal.append("test", Map.of("at", next));
            restart();
        }
        journal.close();

        assertThat(Written.unbroken(folder))
                .extracting(next -> next.at("/data/at").textValue())
                .containsExactlyElementsOf(times);
        List<WrittenRecord> found = new ArrayList<>();
        Query query = new Query(
                Instant.parse("2026-11-22T03:00:00Z"),
                Instant.parse("2026-11-22T06:00:00Z"),
                null,
                10,
                Optional.empty());
        new SegmentReader(folder).read(query, found::add);
        assertThat(found).extracting(WrittenRecord::seq).containsExactly(4L, 3L);
    }

    @Test
    void aDiskThatRefusesCostsNothingAsLongAsMemoryReaches() throws Exception {
        putAFileWhereTheFolderShouldBe();
        journal = open(1 << 20);
        journal.append("test.first", Map.of());
        await().until(() -> journal.outage() != null);
        assertThat(new JournalHealthCheck(journal).execute().getStatus()).isEqualTo(Result.Status.WARN);
        journal.append("test.second", Map.of());

        Files.delete(folder);

        await().until(() -> journal.outage() == null);
        journal.close();
        assertThat(Written.types(Written.unbroken(folder))).containsExactly("test.first", "test.second");
        assertThat(new JournalHealthCheck(journal).execute().isOk()).isTrue();
    }

    @Test
    void whatMemoryCannotHoldIsCountedInAGap() throws Exception {
        putAFileWhereTheFolderShouldBe();
        journal = open(2_000);
        for (int i = 0; i < 100; i++) {
            journal.append("test", Map.of("i", i));
        }
        await().until(() -> journal.outage() != null);
        int kept = journal.waiting();
        assertThat(new JournalHealthCheck(journal).execute().getStatus()).isEqualTo(Result.Status.CRITICAL);

        Files.delete(folder);
        await().until(() -> journal.outage() == null);
        journal.append("test.after", Map.of());
        journal.close();

        List<JsonNode> records = Written.unbroken(folder);
        assertThat(kept).isBetween(1, 99);
        assertThat(records).hasSize(kept + 2);
        assertThat(records.get(kept).path("type").textValue()).isEqualTo("journal.gap");
        assertThat(records.get(kept).at("/data/dropped").intValue()).isEqualTo(100 - kept);
        assertThat(records.get(kept + 1).path("type").textValue()).isEqualTo("test.after");
    }

    @Test
    void aSegmentRemovedWhileItIsWrittenToDoesNotRestartTheNumbers() throws Exception {
        journal.append("test.first", Map.of());
        journal.awaitWritten();
        Files.delete(folder.resolve(HOUR_8));
        // Whether the file is still there is looked at when it was written to.
        journal.append("test.second", Map.of());
        await().until(() -> journal.outage() != null || Files.exists(folder.resolve(HOUR_8)));
        await().until(() -> journal.outage() == null);
        journal.append("test.third", Map.of());
        journal.close();

        assertThat(Files.readString(folder.resolve(HOUR_8)))
                .contains("{\"seq\":3,")
                .doesNotContain("{\"seq\":1,");
    }

    @Test
    void dataThatIsTooLongOrNoJsonStillLeavesARecord() throws Exception {
        Map<String, Object> cycle = new HashMap<>();
        cycle.put("again", Arrays.asList(1, cycle));
        journal.append("test.long", Map.of("text", "x".repeat(DataWriter.LONGEST)));
        journal.append("test.cycle", cycle);
        journal.append("test.lines", Map.of("text", "a\nb\u2028c", "number", Double.NaN));
        journal.close();

        List<JsonNode> records = Written.unbroken(folder);
        assertThat(records).hasSize(3);
        assertThat(records.get(0).at("/data/leftOut").isTextual()).isTrue();
        assertThat(records.get(1).at("/data/leftOut").isTextual()).isTrue();
        assertThat(records.get(2).at("/data/text").textValue()).isEqualTo("a\nb\u2028c");
    }

    private FileJournal open(int mostWaitingBytes) {
        FileJournal opened = new FileJournal(time, folder, mostWaitingBytes);
        opened.open();
        return opened;
    }

    private void putAFileWhereTheFolderShouldBe() throws Exception {
        journal.close();
        if (Files.exists(folder)) {
            Files.move(folder, home.resolve("put aside"));
        }
        Files.writeString(folder, "in the way");
    }

    private void restart() {
        journal.close();
        journal = open(1 << 20);
    }
}
