package io.workstatus.agent.deploy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The accepted jars in {@code $WORKSTATUS_HOME/bundles/<id>/}, the one source of truth about what runs after a restart:
 *
 * <ul>
 *   <li>{@code <sha256>.jar}: an accepted jar;
 *   <li>{@code current}: the SHA-256 of the one that runs, replaced atomically;
 *   <li>{@code factory}: the SHA-256 of the one that the distribution's {@code load/} had when it was last looked at;
 *   <li>{@code stopped}: stands while somebody wants it stopped. Whoever owns the machine may remove it by hand.
 * </ul>
 */
final class Shelf {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Path root;

    Shelf(Path root) {
        this.root = root;
    }

    /** All capabilities that have ever been accepted. */
    List<String> ids() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** Keeps a jar, without making it the current one. */
    void keep(CheckedJar jar) throws IOException {
        Path folder = Files.createDirectories(folder(jar.id()));
        Path file = folder.resolve(jar.sha256() + ".jar");
        if (!Files.exists(file)) {
            replace(file, jar.content());
        }
    }

    /** The jar that shall run. A file that no longer has its hash counts as gone. */
    Optional<CheckedJar> current(String id) throws IOException {
        Optional<String> sha256 = readHash(folder(id).resolve("current"));
        if (sha256.isEmpty()) {
            return Optional.empty();
        }
        try {
            CheckedJar jar = CheckedJar.of(Files.readAllBytes(folder(id).resolve(sha256.get() + ".jar")));
            return jar.sha256().equals(sha256.get()) ? Optional.of(jar) : Optional.empty();
        } catch (NoSuchFileException | RefusedException e) {
            return Optional.empty();
        }
    }

    void setCurrent(String id, String sha256) throws IOException {
        replace(folder(id).resolve("current"), (sha256 + "\n").getBytes(StandardCharsets.UTF_8));
    }

    Optional<String> factory(String id) throws IOException {
        return readHash(folder(id).resolve("factory"));
    }

    void setFactory(String id, String sha256) throws IOException {
        replace(folder(id).resolve("factory"), (sha256 + "\n").getBytes(StandardCharsets.UTF_8));
    }

    boolean isStopped(String id) {
        return Files.exists(folder(id).resolve("stopped"));
    }

    void setStopped(String id, boolean stopped) throws IOException {
        Path marker = folder(id).resolve("stopped");
        if (stopped) {
            Files.createDirectories(marker.getParent());
            replace(marker, new byte[0]);
        } else {
            Files.deleteIfExists(marker);
        }
    }

    private Path folder(String id) {
        return root.resolve(id);
    }

    private static Optional<String> readHash(Path file) throws IOException {
        try {
            String text = Files.readString(file).strip();
            return SHA256.matcher(text).matches() ? Optional.of(text) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static void replace(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(file.getParent())) {
            folder.force(true);
        }
    }
}
