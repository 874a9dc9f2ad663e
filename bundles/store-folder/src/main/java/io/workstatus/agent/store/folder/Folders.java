package io.workstatus.agent.store.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folders ready to be written to: they exist, their names are on the disk, and nothing half-written is left in them. */
final class Folders {

    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

    /** A backlog alternates between few days; what falls out of memory is merely prepared again. */
    private static final int REMEMBERED = 32;

    private final Path root;
    private final String writer;
    private final Map<Path, Boolean> prepared = new LinkedHashMap<>();

    Folders(Path root, String writer) {
        this.root = root;
        this.writer = writer;
    }

    /** Prepares a folder at or below the root; the root itself is made too, what it stands in must be there. */
    void prepare(Path folder) throws IOException {
        if (isPrepared(folder)) {
            return;
        }
        Path home = root.getParent();
        if (!Files.isDirectory(home)) {
            throw new NoSuchFileException(home.toString());
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
        // All of them, new or not: who made them may have been killed before this.
        for (Path p = folder; p.startsWith(root); p = p.getParent()) {
            Fsync.directory(p.getParent());
        }
        removeLeftovers(folder);
        remember(folder);
    }

    private void removeLeftovers(Path folder) {
        try (DirectoryStream<Path> leftovers =
                Files.newDirectoryStream(folder, file -> ObjectPath.isLeftover(file, writer))) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        } catch (IOException e) {
            LOG.warn("Half-written files in {} could not be removed: {}", folder, e.toString());
        }
    }

    private boolean isPrepared(Path folder) {
        synchronized (prepared) {
            if (!prepared.containsKey(folder)) {
                return false;
            }
        }
        return Files.isDirectory(folder);
    }

    private void remember(Path folder) {
        synchronized (prepared) {
            prepared.put(folder, true);
            if (prepared.size() > REMEMBERED) {
                prepared.remove(prepared.keySet().iterator().next());
            }
        }
    }
}
