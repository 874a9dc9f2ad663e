package io.workstatus.agent.upload;

import io.workstatus.agent.api.status.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.framework.Constants;

/** One home whose queue is opened, stopped, and damaged in between. */
final class Home implements AutoCloseable {

    final Path root;
    final QueueFolder folder;
    final TestTime time = new TestTime();
    final TestJournal journal = new TestJournal();
    final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    DurableQueue queue;

    private final Settings settings;

    Home(Path home) {
        this(home, settings(2, Duration.ofMillis(5), Duration.ofMillis(40), 3));
    }

    Home(Path home, Settings settings) {
        this.root = home.resolve("queue");
        this.folder = new QueueFolder(root);
        this.settings = settings;
        this.queue = start();
    }

    /** Without limits to what may wait. */
    static Settings settings(int senders, Duration base, Duration max, int itemTries) {
        return new Settings(senders, base, max, itemTries, RoomLimit.NONE, List.of());
    }

    private DurableQueue start() {
        DurableQueue started = new DurableQueue(root, settings, journal, time, sign -> {
            waiting.add(sign);
            return () -> waiting.remove(sign);
        });
        started.start();
        return started;
    }

    void stop() {
        queue.stop();
    }

    void reopen() {
        queue.stop();
        queue = start();
    }

    void connect(TestStore store) {
        connect(store, 0);
    }

    void connect(TestStore store, int ranking) {
        queue.bindStore(store, Map.of(Constants.SERVICE_RANKING, ranking, Constants.SERVICE_ID, 1L));
    }

    Line.Snapshot books() {
        return queue.snapshot().orElseThrow();
    }

    Catalogue catalogue() {
        return queue.catalogue().orElseThrow();
    }

    Path ledgerOf(String id) {
        return folder.ledger().resolve(Ledger.segmentOf(id) + ".ndjson");
    }

    /** As if a kill had come before the lines of this operation were written. */
    void withoutLines(String id, String op) throws IOException {
        List<String> kept = Files.readAllLines(ledgerOf(id)).stream()
                .filter(line -> !(line.contains("\"op\":\"" + op + "\"") && line.contains(id)))
                .toList();
        String text = kept.isEmpty() ? "" : String.join("\n", kept) + "\n";
        Files.write(ledgerOf(id), text.getBytes(StandardCharsets.UTF_8));
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void close() {
        queue.stop();
    }
}
