package io.workstatus.agent.upload;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes names as durable as the bytes behind them. */
final class Fsync {

    private static final boolean WINDOWS = File.separatorChar == '\\';

    private Fsync() {}

    /** What was created, renamed or removed in a directory is on the disk when this returns. */
    static void directory(Path directory) throws IOException {
        // Windows opens no directories; NTFS journals its names by itself.
        if (!WINDOWS) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
