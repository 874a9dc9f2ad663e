package io.workstatus.agent.upload;

import io.workstatus.agent.api.retention.LocalCopies;
import io.workstatus.agent.api.retention.LocalCopy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.function.Consumer;

/** The items in one of the queue's folders that are done with. */
record ItemCopies(String kind, Path folder) implements LocalCopies {

    @Override
    public void list(Consumer<LocalCopy> each) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> items = Files.newDirectoryStream(folder)) {
            for (Path item : items) {
                tell(item, each);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void tell(Path item, Consumer<LocalCopy> each) throws IOException {
        try {
            BasicFileAttributes file = Files.readAttributes(item, BasicFileAttributes.class);
            if (file.isRegularFile()) {
                each.accept(new LocalCopy(item.getFileName().toString(), age(item, file), file.size()));
            }
        } catch (NoSuchFileException e) {
            // Deleted while it was listed.
            return;
        }
    }

    private static Instant age(Path item, BasicFileAttributes file) {
        Instant kept = file.lastModifiedTime().toInstant();
        String id = QueueFolder.idOf(item);
        Instant made = id.isEmpty() ? kept : ItemId.time(id);
        return made.isBefore(kept) ? made : kept;
    }

    @Override
    public InputStream open(String name) throws IOException {
        return Files.newInputStream(folder.resolve(name));
    }

    @Override
    public void remove(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }
}
