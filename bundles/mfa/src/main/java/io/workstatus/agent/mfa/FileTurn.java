package io.workstatus.agent.mfa;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * The right to replace a file, held by one at a time, be it in this process or in another one: the agent, or the command
 * of whoever owns the machine. The lock is on a file beside it, because the file itself is another one after each change.
 */
final class FileTurn {

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int MOST_TRIES = 1_000;

    private final FileChannel channel;

    private FileTurn(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits for the turn, but not for ever. */
    static FileTurn on(Path path) throws IOException {
        Path beside = path.resolveSibling("." + path.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(
                beside, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PrivateFile.onlyOwner(beside));
        try {
            for (int tries = 0; tries < MOST_TRIES; tries++) {
                if (lock(channel) != null) {
                    return new FileTurn(channel);
                }
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException(path + " is being changed by another process that does not come to an end");
    }

    /** Null if somebody else has it. */
    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Somebody else in this very process, as the next version of this bundle while the two are swapped.
            return null;
        }
    }

    /** Ends the turn: the lock goes with its channel. */
    void close() throws IOException {
        channel.close();
    }
}
