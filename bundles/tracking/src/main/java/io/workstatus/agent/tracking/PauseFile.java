package io.workstatus.agent.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code tracking/pauses.json} under the home: the pauses that are on, by user, or no file. */
final class PauseFile {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;

    PauseFile(Path home) {
        this.file = home.resolve("tracking").resolve("pauses.json");
    }

    /**
     * What is kept.
     *
     * @throws IOException if something is kept that cannot be read
     */
    Map<String, PauseNote> read() throws IOException {
        try {
            JsonNode users = JSON.readTree(Files.readAllBytes(file));
            if (!users.isObject()) {
                throw new IOException(file + " holds no pauses");
            }
            Map<String, PauseNote> notes = new TreeMap<>();
            for (Map.Entry<String, JsonNode> user : users.properties()) {
                notes.put(user.getKey(), note(user.getValue()));
            }
            return notes;
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IllegalArgumentException | NullPointerException | DateTimeException e) {
            throw new IOException(file + " holds no pauses: " + e.getMessage(), e);
        }
    }

    /** On the disk when this returns, whole or not at all. */
    void write(Map<String, PauseNote> notes) throws IOException {
        if (notes.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        ObjectNode users = JSON.createObjectNode();
        new TreeMap<>(notes).forEach((user, note) -> {
            ObjectNode json = users.putObject(user);
            json.put("reason", note.reason());
            json.put("since", TimeSource.ISO_MILLIS.format(note.since()));
            note.length().ifPresent(length -> json.put("seconds", length.toNanos() / 1e9));
        });
        WholeFile.write(file, JSON.writeValueAsBytes(users));
    }

    private static PauseNote note(JsonNode json) {
        JsonNode seconds = json.path("seconds");
        return new PauseNote(
                json.required("reason").textValue(),
                Instant.parse(json.required("since").textValue()),
                seconds.isNumber() ? Optional.of(duration(seconds.doubleValue())) : Optional.empty());
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
