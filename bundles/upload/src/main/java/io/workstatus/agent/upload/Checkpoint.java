package io.workstatus.agent.upload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the ledger need not read again. Losing it costs time, so it is neither synchronised nor insisted on. */
final class Checkpoint {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
    private static final int VERSION = 1;

    private final Path file;

    Checkpoint(Path file) {
        this.file = file;
    }

    /** The books of a segment when its file had this length. */
    record Entry(long length, LedgerCounts counts, String lastId) {}

    Map<String, Entry> read() {
        Map<String, Entry> entries = new TreeMap<>();
        if (Files.exists(file)) {
            try {
                JsonNode json = Json.parse(Files.readString(file));
                if (json.path("version").asInt() == VERSION) {
                    json.path("segments").properties().forEach(s -> entries.put(s.getKey(), entry(s.getValue())));
                }
            } catch (IOException e) {
                LOG.info("{} cannot be read, so the whole ledger is: {}", file, e.toString());
            }
        }
        return entries;
    }

    private static Entry entry(JsonNode json) {
        LedgerCounts counts = new LedgerCounts(
                json.path("offered").asLong(),
                json.path("sent").asLong(),
                json.path("quarantined").asLong(),
                json.path("dropped").asLong());
        return new Entry(
                json.path("length").asLong(-1), counts, json.path("lastId").asText());
    }

    void write(Map<String, Entry> entries) {
        ObjectNode json = Json.object().put("version", VERSION);
        ObjectNode segments = json.putObject("segments");
        entries.forEach((name, entry) -> segments.putObject(name)
                .put("length", entry.length())
                .put("offered", entry.counts().offered())
                .put("sent", entry.counts().sent())
                .put("quarantined", entry.counts().quarantined())
                .put("dropped", entry.counts().dropped())
                .put("lastId", entry.lastId()));
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(unfinished, Json.line(json));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.debug("{} cannot be written: {}", file, e.toString());
        }
    }
}
