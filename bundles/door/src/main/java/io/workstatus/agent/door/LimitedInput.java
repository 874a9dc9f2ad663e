package io.workstatus.agent.door;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A body that is read up to its limit. */
final class LimitedInput extends ServletInputStream {

    private final ServletInputStream in;
    private final BodyLimit limit;
    private final LongSupplier nanoTime;
    private final long startedAt;
    private long count;
    private volatile @Nullable BodyRefusedException refusal;

    LimitedInput(ServletInputStream in, BodyLimit limit, LongSupplier nanoTime) {
        this.in = in;
        this.limit = limit;
        this.nanoTime = nanoTime;
        startedAt = nanoTime.getAsLong();
    }

    /** Why it was not read to the end, or null. */
    @Nullable
    BodyRefusedException refusal() {
        return refusal;
    }

    /** How many bytes were read so far. */
    long count() {
        return count;
    }

    /** Reads what nobody wants any more, refused or not. */
    int discard(byte[] block) throws IOException {
        int read = in.read(block, 0, Math.min(block.length, Math.max(1, in.available())));
        count += Math.max(read, 0);
        return read;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        counted(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        counted(Math.max(read, 0));
        return read;
    }

    private void counted(int more) throws BodyRefusedException {
        count += more;
        BodyRefusedException found = refusal;
        if (found == null && count > limit.bytes()) {
            found = new BodyRefusedException(413, limit.sentence());
        } else if (found == null
                && nanoTime.getAsLong() - startedAt > limit.time().toNanos()) {
            found = new BodyRefusedException(408, "The request took too long to arrive.");
        }
        if (found != null) {
            refusal = found;
            throw found;
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public boolean isFinished() {
        return in.isFinished();
    }

    @Override
    public boolean isReady() {
        return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        in.setReadListener(listener);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
