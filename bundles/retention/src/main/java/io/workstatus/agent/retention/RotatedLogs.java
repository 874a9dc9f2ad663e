package io.workstatus.agent.retention;

import io.workstatus.agent.api.retention.LocalCopies;
import io.workstatus.agent.api.retention.LocalCopy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Logs that are full. They belong to no capability; their number and size are bounded where they are written. */
record RotatedLogs(Path folder) implements LocalCopies {

    @Override
    public String kind() {
        return Settings.LOGS;
    }

    @Override
    public void list(Consumer<LocalCopy> each) throws IOException {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.[0-9]*.log")) {
            for (Path log : logs) {
                each.accept(new LocalCopy(
                        log.getFileName().toString(),
                        Files.getLastModifiedTime(log).toInstant(),
                        Files.size(log)));
            }
        } catch (NoSuchFileException e) {
            // One was rotated away meanwhile, or nothing was ever logged.
            return;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
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
