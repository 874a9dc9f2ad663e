package io.workstatus.agent.door;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** {@code http.port}: tells everybody on this machine where the agent listens. */
final class PortFile {

    private static final String NAME = "http.port";

    private final Path file;

    PortFile(Path home) {
        file = home.resolve(NAME);
    }

    void write(int port) throws IOException {
        Path draft = Files.createTempFile(file.getParent(), "." + NAME, ".tmp");
        try {
            Files.writeString(draft, Integer.toString(port));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
