package io.workstatus.agent.upload;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers the preferred store over a restart, so that nothing goes elsewhere before that store is up. */
final class PreferredStoreFile {

    private static final Logger LOG = LoggerFactory.getLogger(PreferredStoreFile.class);

    private final Path file;
    private Optional<Stores.Preferred> kept;

    PreferredStoreFile(Path file) {
        this.file = file;
        this.kept = read();
    }

    synchronized Optional<Stores.Preferred> kept() {
        return kept;
    }

    private Optional<Stores.Preferred> read() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.parse(Files.readString(file));
            return Optional.of(new Stores.Preferred(
                            json.path("store").asText(), json.path("ranking").asInt()))
                    .filter(store -> !store.name().isEmpty() && store.ranking() > 0);
        } catch (IOException e) {
            LOG.warn("{} cannot be read; which store was used is not known: {}", file, e.toString());
            return Optional.empty();
        }
    }

    /** Keeps it, or that there is none; tried again with the next call if the disk refuses. */
    synchronized void keep(Optional<Stores.Preferred> preferred) {
        if (kept.equals(preferred)) {
            return;
        }
        try {
            if (preferred.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                write(preferred.get());
            }
            kept = preferred;
        } catch (IOException e) {
            LOG.debug("{} cannot be written now: {}", file, e.toString());
        }
    }

    private void write(Stores.Preferred store) throws IOException {
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.write(
                unfinished, Json.line(Json.object().put("store", store.name()).put("ranking", store.ranking())));
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
