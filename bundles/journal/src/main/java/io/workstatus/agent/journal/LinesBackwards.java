package io.workstatus.agent.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of a file from the last to the first; one that lacks its newline at the end of the file is not a line. */
final class LinesBackwards {

    /** Bytes of a line; the journal's own are much shorter. */
    static final int LONGEST = 1024 * 1024;

    private static final int BLOCK = 64 * 1024;

    private final FileChannel channel;
    // What was read and not yet given out: the file's bytes from offset on, limit of them.
    private byte[] buffer = new byte[0];
    private long offset;
    private int limit;
    private long lineEnd;
    private boolean atStart;

    LinesBackwards(FileChannel channel) throws IOException {
        this.channel = channel;
        this.offset = channel.size();
        // Nothing follows the last newline, or a torn line does.
        var unused = next();
    }

    /** The line before, without its newline, or null when there is none. */
    byte @Nullable [] next() throws IOException {
        while (!atStart) {
            lineEnd = offset + limit;
            int newline = lastNewline();
            if (newline >= 0) {
                byte[] line = Arrays.copyOfRange(buffer, newline + 1, limit);
                limit = newline;
                return line;
            }
            if (offset == 0) {
                atStart = true;
                return Arrays.copyOf(buffer, limit);
            }
            readBlockBefore();
        }
        return null;
    }

    /** Where in the file the newline of the last line given out stands. */
    long lineEnd() {
        return lineEnd;
    }

    private int lastNewline() {
        for (int i = limit - 1; i >= 0; i--) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void readBlockBefore() throws IOException {
        if (limit > LONGEST) {
            throw new IOException("a line longer than " + LONGEST + " bytes");
        }
        int length = (int) Math.min(BLOCK, offset);
        byte[] longer = new byte[length + limit];
        System.arraycopy(buffer, 0, longer, length, limit);
        ByteBuffer block = ByteBuffer.wrap(longer, 0, length);
        while (block.hasRemaining()) {
            if (channel.read(block, offset - length + block.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        buffer = longer;
        offset -= length;
        limit += length;
    }
}
