package io.workstatus.agent.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The distribution's {@code load/}: the factory set, and the box that new jars are dropped into. A file counts once two
 * looks in a row saw it with the same size and time, so that one that is still being written is left alone. Names that
 * begin with a dot are nobody's.
 */
final class LoadFolder {

    private final Path folder;
    private final Map<Path, Look> last = new HashMap<>();

    LoadFolder(Path folder) {
        this.folder = folder;
    }

    /** A jar in the folder. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Found(String name, byte[] content) {}

    private record Look(long size, long modified, boolean taken) {}

    /** Everything that is there. */
    List<Found> all() throws IOException {
        List<Found> found = new ArrayList<>();
        for (Path file : jars()) {
            Optional<Look> look = look(file, true);
            if (look.isPresent()) {
                last.put(file, look.get());
                found.add(new Found(file.getFileName().toString(), Files.readAllBytes(file)));
            }
        }
        return found;
    }

    /** What is new or other than at the last look, and has come to rest; each is told once. */
    List<Found> changed() throws IOException {
        List<Path> jars = jars();
        last.keySet().retainAll(jars);
        List<Found> changed = new ArrayList<>();
        for (Path file : jars) {
            Look before = last.get(file);
            Look now = look(file, false).orElse(null);
            if (now == null) {
                continue;
            }
            boolean same = before != null && before.size() == now.size() && before.modified() == now.modified();
            if (!same) {
                last.put(file, now);
            } else if (!before.taken()) {
                last.put(file, new Look(now.size(), now.modified(), true));
                changed.add(new Found(file.getFileName().toString(), Files.readAllBytes(file)));
            }
        }
        return changed;
    }

    /** Tells of it once more with the next looks. */
    void again(Found found) {
        last.remove(folder.resolve(found.name()));
    }

    /** Whether a jar with this hash lies there. */
    boolean holds(String sha256) throws IOException {
        for (Path file : jars()) {
            if (Files.isRegularFile(file)
                    && CheckedJar.sha256(Files.readAllBytes(file)).equals(sha256)) {
                return true;
            }
        }
        return false;
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static Optional<Look> look(Path file, boolean taken) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() && attributes.size() <= CheckedJar.MAX_BYTES
                    ? Optional.of(new Look(
                            attributes.size(), attributes.lastModifiedTime().toMillis(), taken))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
