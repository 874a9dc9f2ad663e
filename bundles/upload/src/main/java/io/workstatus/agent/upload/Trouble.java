package io.workstatus.agent.upload;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A failure of the disk under the queue, in words for people. It looks at the folder again rather than into the system's
 * message, which comes in the user's language.
 *
 * @param code short and stable, for machines
 * @param message what is wrong, where, and what to do
 */
record Trouble(String code, String message) {

    /** Less than this, and the disk counts as full. */
    private static final long FULL = 1 << 20;

    static Trouble of(IOException e, Path queue) {
        if (Files.exists(queue) && !Files.isDirectory(queue)) {
            return new Trouble("QueueNotAFolder", queue + " is not a folder. Move away what stands there.");
        }
        Path nearest = queue;
        while (!Files.exists(nearest) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        try {
            FileStore disk = Files.getFileStore(nearest);
            if (disk.isReadOnly()) {
                return new Trouble(
                        "QueueReadOnly", "The queue is on a read-only file system: " + queue + ". Mount it writable.");
            }
            if (disk.getUsableSpace() < FULL) {
                return new Trouble("QueueNoSpace", "No space left for the queue in " + queue + ". Free some.");
            }
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
        }
        if (e instanceof AccessDeniedException denied) {
            return notWritable(Path.of(denied.getFile()));
        }
        return Files.isWritable(nearest)
                ? new Trouble("QueueDiskError", "The disk under the queue in " + queue + " refused: " + reason(e))
                : notWritable(nearest);
    }

    /** The system's own words, if it has any. */
    static String reason(IOException e) {
        return e.getMessage() == null || e.getMessage().isBlank() ? e.toString() : e.getMessage();
    }

    static Trouble notWritable(Path place) {
        return new Trouble(
                "QueueNotWritable",
                "The queue cannot write to " + place + ". Make it writable for the user that runs the agent.");
    }
}
