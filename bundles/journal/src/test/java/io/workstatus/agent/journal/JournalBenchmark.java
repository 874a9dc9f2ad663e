package io.workstatus.agent.journal;

import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the journal costs when it is empty and when it is long: {@code itests/bench/journal}. */
final class JournalBenchmark {

    private static final int MEASURED = 20_000;
    private static final int BATCH = 2_000;
    private static final Instant BEGIN = Instant.parse("2026-11-22T00:00:00Z");
    private static final Instant END = BEGIN.plus(Duration.ofDays(1));

    private JournalBenchmark() {}

    /** The records are spread evenly over a day. */
    private static final class Day implements TimeSource {

        private final long records;
        private long told;

        Day(long records) {
            this.records = records;
        }

        @Override
        public synchronized Instant now() {
            told = Math.min(told + 1, records);
            return BEGIN.plusMillis(told * (Duration.ofDays(1).toMillis() - 1) / records);
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        long records = Long.parseLong(arguments[0]);
        for (int round = 0; round < 3; round++) {
            // What is compiled and cached at the beginning is not what an append costs.
            measure(Files.createTempDirectory("journal-bench-"), 10 * MEASURED);
        }
        Path folder = Files.createTempDirectory("journal-bench-");
        try {
            long few = measure(folder, records + 2L * MEASURED);
            System.out.printf(Locale.ROOT, "append, at 10 records: %.2f us%n", few / 1e3 / MEASURED);
            report(folder, records);
        } finally {
            delete(folder);
        }
    }

    /** Opens a journal in a folder of which it is the first, with the few records that it begins with. */
    private static long measure(Path folder, long ofDay) throws Exception {
        FileJournal journal = new FileJournal(new Day(ofDay), folder, 4 << 20);
        journal.open();
        append(journal, 10);
        long cost = timed(() -> append(journal, MEASURED));
        journal.close();
        if (ofDay == 10 * MEASURED) {
            delete(folder);
        }
        return cost;
    }

    @SuppressWarnings("SystemOut")
    private static void report(Path folder, long records) throws Exception {
        delete(folder);
        Files.createDirectories(folder);
        FileJournal journal = new FileJournal(new Day(records + 2L * MEASURED), folder, 4 << 20);
        journal.open();
        long grown = timed(() -> append(journal, records));
        System.out.printf(Locale.ROOT, "all of %d records: %.0f s%n", records, grown / 1e9);
        long many = timed(() -> append(journal, MEASURED));
        System.out.printf(Locale.ROOT, "append, at %d records: %.2f us%n", records, many / 1e3 / MEASURED);
        journal.close();

        long[] hashing = new long[3];
        long[] verifying = new long[3];
        for (int i = 0; i < 3; i++) {
            hashing[i] = timed(() -> sha256sum(folder));
            verifying[i] = timed(() -> {
                Verification.Outcome outcome = Verification.of(folder, Witnesses.NONE);
                if (!outcome.intact()) {
                    throw new IllegalStateException(outcome.sentence());
                }
            });
        }
        double hashed = median(hashing) / 1e9;
        double verified = median(verifying) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%d MB: sha256sum %.2f s, verify %.2f s, %.2f times%n",
                size(folder) >> 20,
                hashed,
                verified,
                verified / hashed);
        long[] found = new long[1];
        Query day = new Query(BEGIN, END, null, Integer.MAX_VALUE, Optional.empty());
        long reading = timed(() -> new SegmentReader(folder).read(day, each -> found[0]++));
        System.out.printf(
                Locale.ROOT,
                "a day of %d records read back: %.1f s, %.1f us each%n",
                found[0],
                reading / 1e9,
                reading / 1e3 / found[0]);
    }

    /** They are written when this returns. */
    private static void append(FileJournal journal, long count) throws IOException {
        for (long i = 0; i < count; i++) {
            journal.append("screenshot.taken", Map.of("user", "ada", "key", "screenshots/v=1/dt=2026-11-22/" + i));
            if (i % BATCH == BATCH - 1 || i == count - 1) {
                while (journal.waiting() > 0) {
                    journal.awaitWritten();
                }
            }
        }
        if (journal.dropped() > 0) {
            throw new IllegalStateException("records were dropped");
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static long timed(Work work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        return System.nanoTime() - begin;
    }

    private static void sha256sum(Path folder) throws Exception {
        List<String> command = List.of("sh", "-c", "cat *Z.ndjson | sha256sum >/dev/null");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("sha256sum failed");
        }
    }

    private static double median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long size(Path folder) throws IOException {
        long size = 0;
        for (Segment segment : Segment.newestFirst(folder)) {
            size += Files.size(segment.file());
        }
        return size;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
