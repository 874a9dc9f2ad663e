package io.workstatus.agent.mfa;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A secret in a file of its own under {@code secrets/}, which only its owner may read. */
final class Secret {

    static final String SMTP = "smtp";

    private static final int MOST_BYTES = 4096;
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;

    Secret(Path home, String name) {
        file = home.resolve("secrets").resolve(name);
    }

    /** The file's first line; empty if there is none. One that others can read is no secret, and is not used. */
    Optional<String> read() throws IOException {
        try {
            requireOnlyOwner();
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

    private void requireOnlyOwner() throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNERS.containsAll(permissions)) {
                throw new IOException(file + " can be read or written by others ("
                        + PosixFilePermissions.toString(permissions) + "): make it 0600");
            }
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
