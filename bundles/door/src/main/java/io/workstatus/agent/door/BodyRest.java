package io.workstatus.agent.door;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What is left of a body that nobody will read any more, and that may still be on its way. */
final class BodyRest {

    private static final Duration NAP = Duration.ofMillis(1);

    /** So often a body whose length is known may let wait. */
    private static final int PATIENCE = 1_000;

    /** Nothing tells whether more of a body in chunks comes: the server may have seen its end already. */
    private static final int PATIENCE_FOR_CHUNKS = 20;

    /** So much is read before the answer. */
    private static final int MOST = 64 * 1024;

    /** So much is read after the answer: who is cut off while sending does not see what was answered. */
    private static final int MOST_AFTERWARDS = 4 << 20;

    private static final int BLOCK = 8 * 1024;

    private final LimitedInput in;
    private final long announced;

    /** @param announced the length of the whole body, or -1 for one in chunks */
    BodyRest(LimitedInput in, long announced) {
        this.in = in;
        this.announced = announced;
    }

    /** Reads it if it is small and comes soon; tells whether the connection is free for another request. */
    boolean finish() throws IOException {
        return announced - in.count() <= MOST && read(MOST, announced < 0 ? PATIENCE_FOR_CHUNKS : PATIENCE);
    }

    /** Reads on for a while, so that the other side sees its answer before the connection ends. */
    void linger() throws IOException {
        read(MOST_AFTERWARDS, PATIENCE);
    }

    private boolean read(int most, int patience) throws IOException {
        int naps = patience;
        long last = in.count() + most;
        byte[] block = new byte[BLOCK];
        while (!in.isFinished() && (announced < 0 || in.count() < announced)) {
            if (in.count() >= last) {
                return false;
            }
            if (in.available() > 0) {
                if (in.discard(block) < 0) {
                    return true;
                }
            } else if (naps-- > 0) {
                LockSupport.parkNanos(NAP.toNanos());
            } else {
                return announced < 0;
            }
        }
        return true;
    }
}
