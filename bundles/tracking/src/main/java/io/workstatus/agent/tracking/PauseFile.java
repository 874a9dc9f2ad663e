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
import java.util.Optional;

/** {@code tracking/pause.json} under the home: the pause that is on, or no file. It is there whole or not at all. */
final class PauseFile {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;

    PauseFile(Path home) {
        this.file = home.resolve("tracking").resolve("pause.json");
    }

    /**
     * What is kept, or empty.
     *
     * @throws IOException if something is kept that cannot be read
     */
    Optional<PauseNote> read() throws IOException {
        try {
            JsonNode note = JSON.readTree(Files.readAllBytes(file));
            JsonNode seconds = note.path("seconds");
            return Optional.of(new PauseNote(
                    note.required("reason").textValue(),
                    Instant.parse(note.required("since").textValue()),
                    seconds.isNumber() ? Optional.of(duration(seconds.doubleValue())) : Optional.empty()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException | NullPointerException | DateTimeException e) {
            throw new IOException(file + " holds no pause: " + e.getMessage(), e);
        }
    }

    void write(PauseNote note) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("reason", note.reason());
        json.put("since", TimeSource.ISO_MILLIS.format(note.since()));
        note.length().ifPresent(length -> json.put("seconds", length.toNanos() / 1e9));

        WholeFile.write(file, JSON.writeValueAsBytes(json));
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
