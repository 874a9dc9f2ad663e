package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signed heads of the journal in {@code heads.ndjson}, one line a head, appended to. That one cannot be signed stops no
 * record from being written.
 */
final class Heads {

    static final Duration INTERVAL = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(Heads.class);

    private final Path folder;
    private final TimeSource time;
    private long signedSeq = -1;
    private long signedNanos;
    private volatile @Nullable String failure;

    Heads(Path folder, TimeSource time) {
        this.folder = folder;
        this.time = time;
    }

    /** What keeps heads from being signed, or null. */
    @Nullable
    String failure() {
        return failure;
    }

    boolean areDue() {
        return signedSeq < 0 || time.nanoTime() - signedNanos >= INTERVAL.toNanos();
    }

    /** Signs where the chain stands, unless that was signed already; its last record must be on the disk. */
    void sign(Chain chain, boolean end) {
        signedNanos = time.nanoTime();
        if (chain.seq() == signedSeq && !end) {
            return;
        }
        try {
            append(Head.sign(chain, end, time.now(), HomeKey.ofHome(folder)).line());
            signedSeq = chain.seq();
            failure = null;
        } catch (IOException | GeneralSecurityException e) {
            if (failure == null) {
                LOG.warn("the journal's head cannot be signed: {}", e.toString());
            }
            failure = e.toString();
        }
    }

    private void append(String line) throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve(Head.FILE), READ, WRITE, CREATE)) {
            LinesBackwards lines = new LinesBackwards(channel);
            channel.truncate(lines.next() == null ? 0 : lines.lineEnd() + 1);
            channel.position(channel.size());
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
