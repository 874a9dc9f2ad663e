package io.workstatus.agent.mfa;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A secret in a file of its own under {@code secrets/}, which only its owner may read. */
final class Secret {

    static final String SMTP = "smtp";

    private static final int MOST_BYTES = 4096;

    private final Path file;

    Secret(Path home, String name) {
        file = home.resolve("secrets").resolve(name);
    }

    /** The file's first line; empty if there is none. */
    Optional<String> read() throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + " is larger than " + MOST_BYTES + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .filter(line -> !line.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void write(String value) throws IOException {
        Path folder = file.getParent();
        if (Files.getFileStore(folder.getParent()).supportsFileAttributeView("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
        PrivateFile.write(file, (value + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
