package io.workstatus.agent.store.folder;

import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells what helps against a failure of the disk. It looks at the folder again rather than into the system's message, which
 * comes in the user's language.
 */
final class Trouble {

    /** Less than this beside the object itself, and the disk counts as full. */
    private static final long MARGIN = 1 << 20;

    private Trouble() {}

    /** A failure in a folder at or below the root, of a call that needed this many bytes. */
    static StoreException of(IOException e, Path root, Path folder, long needed) {
        Path home = root.getParent();
        if (!Files.isDirectory(home)) {
            return broken(e, "NoSuchFolder", home + " is not there. Create it, or set the agent's home anew.");
        }
        for (Path p = folder; p.startsWith(root); p = p.getParent()) {
            if (Files.exists(p) && !Files.isDirectory(p)) {
                return broken(e, "NotAFolder", p + " is not a folder. Move away what stands there.");
            }
        }
        Path nearest = Files.exists(root) ? root : home;
        try {
            FileStore disk = Files.getFileStore(nearest);
            if (disk.isReadOnly()) {
                return broken(e, "ReadOnly", nearest + " is on a read-only file system. Mount it writable.");
            }
            if (disk.getUsableSpace() < needed + MARGIN) {
                return new StoreException(
                        Kind.TRANSIENT, "NoSpace", "No space left for " + root + ". Free some on that disk.", e);
            }
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
        }
        if (e instanceof AccessDeniedException denied) {
            return broken(e, "AccessDenied", denied.getFile() + notWritable());
        }
        if (!Files.isWritable(nearest)) {
            return broken(e, "AccessDenied", nearest + notWritable());
        }
        return new StoreException(
                Kind.TRANSIENT, "DiskError", "The disk under " + root + " refused: " + e.getMessage(), e);
    }

    private static String notWritable() {
        return " cannot be written. Make it writable for the user that runs the agent.";
    }

    private static StoreException broken(IOException e, String code, String sentence) {
        return new StoreException(Kind.STORE, code, "The folder store cannot work: " + sentence, e);
    }
}
