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
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accepted jars in {@code $WORKSTATUS_HOME/bundles/<id>/}, the one source of truth about what runs after a restart:
 *
 * <ul>
 *   <li>{@code <sha256>.jar}: an accepted jar;
 *   <li>{@code current}: the SHA-256 of the one that runs, replaced atomically;
 *   <li>{@code previous}: the SHA-256 and the version of the one that ran before, so that it can be brought back;
 *   <li>{@code factory}: the SHA-256 of the one that the distribution's {@code load/} had when it was last looked at,
 *       whether it was taken or refused;
 *   <li>{@code stopped}: stands while somebody wants it stopped. Whoever owns the machine may remove it by hand.
 * </ul>
 */
final class Shelf {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

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

    /**
     * Keeps a jar, without making it the current one.
     *
     * @return whether it was not there before
     */
    boolean keep(CheckedJar jar) throws IOException {
        Path folder = Files.createDirectories(folder(jar.id()));
        Path file = folder.resolve(jar.sha256() + ".jar");
        boolean isNew = !Files.exists(file);
        replace(file, jar.content());
        return isNew;
    }

    /** Keeps a jar no longer; a capability of which nothing is left is forgotten. */
    void drop(CheckedJar jar) throws IOException {
        Path folder = folder(jar.id());
        Files.deleteIfExists(folder.resolve(jar.sha256() + ".jar"));
        if (!Files.exists(folder.resolve("current")) && !Files.exists(folder.resolve("factory"))) {
            forget(jar.id());
        }
    }

    /** Forgets a capability whole. */
    void forget(String id) throws IOException {
        Files.deleteIfExists(folder(id).resolve("current")); // first, so that half of it is nothing
        for (Path file : files(folder(id))) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder(id));
    }

    /** Keeps only these jars of a capability. */
    void keepOnly(String id, Set<String> hashes) throws IOException {
        for (Path file : files(folder(id))) {
            String name = file.getFileName().toString();
            if (name.endsWith(".jar") && !hashes.contains(name.substring(0, name.length() - 4))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The release that last ran on this home. */
    Optional<String> release() throws IOException {
        Path file = root.resolve(".release");
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    void setRelease(String release) throws IOException {
        Files.createDirectories(root);
        replace(root.resolve(".release"), (release + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Whether one was ever accepted; what there is of it may be damaged. */
    boolean hasCurrent(String id) {
        return Files.exists(folder(id).resolve("current"));
    }

    /**
     * The jar that shall run. A file that no longer has its hash counts as gone. Who signed it was asked on its way in: a key
     * that is pinned later, or expires, does not take away what runs.
     */
    Optional<CheckedJar> current(String id) throws IOException {
        Optional<String> sha256 = readHash(folder(id).resolve("current"));
        return sha256.isEmpty() ? Optional.empty() : accepted(id, sha256.get());
    }

    private Optional<CheckedJar> accepted(String id, String sha256) throws IOException {
        try {
            CheckedJar jar = CheckedJar.of(folder(id).resolve(sha256 + ".jar"), Signers.anybody());
            if (jar.sha256().equals(sha256) && jar.id().equals(id)) {
                return Optional.of(jar);
            }
            LOG.error("The accepted jar of {} was changed on the disk, and does not count", id);
        } catch (NoSuchFileException e) {
            LOG.error("The accepted jar of {} is gone from the disk", id);
        } catch (RefusedException e) {
            LOG.error("The accepted jar of {} does not count: {}", id, e.getMessage());
        }
        return Optional.empty();
    }

    void setCurrent(String id, String sha256) throws IOException {
        replace(folder(id).resolve("current"), (sha256 + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** An accepted jar that ran before the one that is current. */
    record Previous(String sha256, String version) {}

    /** The one that ran before; its jar is on the shelf, but was not looked into. */
    Optional<Previous> previous(String id) throws IOException {
        String[] words = read(folder(id).resolve("previous")).split(" ", 2);
        boolean isThere = words.length == 2
                && SHA256.matcher(words[0]).matches()
                && Files.exists(folder(id).resolve(words[0] + ".jar"))
                && readHash(folder(id).resolve("current"))
                        .filter(words[0]::equals)
                        .isEmpty();
        return isThere ? Optional.of(new Previous(words[0], words[1])) : Optional.empty();
    }

    /** The jar that ran before. A file that no longer has its hash counts as gone. */
    Optional<CheckedJar> previousJar(String id) throws IOException {
        Optional<Previous> previous = previous(id);
        return previous.isEmpty()
                ? Optional.empty()
                : accepted(id, previous.get().sha256());
    }

    void setPrevious(CheckedJar jar) throws IOException {
        String line = jar.sha256() + " " + jar.version() + "\n";
        replace(folder(jar.id()).resolve("previous"), line.getBytes(StandardCharsets.UTF_8));
    }

    Optional<String> factory(String id) throws IOException {
        return readHash(folder(id).resolve("factory"));
    }

    void setFactory(String id, String sha256) throws IOException {
        Files.createDirectories(folder(id));
        replace(folder(id).resolve("factory"), (sha256 + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** As it was before. */
    void setFactory(String id, Optional<String> sha256) throws IOException {
        if (sha256.isPresent()) {
            setFactory(id, sha256.get());
        } else {
            Files.deleteIfExists(folder(id).resolve("factory"));
        }
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

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private Path folder(String id) {
        return root.resolve(id);
    }

    private static Optional<String> readHash(Path file) throws IOException {
        String text = read(file);
        return SHA256.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    /** What is written in a file, or an empty text if there is none. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return "";
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
