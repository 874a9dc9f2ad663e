package io.workstatus.agent.itests.foreign;

import io.workstatus.agent.api.journal.Journal;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Has a thousand records a second to tell, for ten seconds. */
public final class Chatty {

    private static final int RECORDS = 10_000;
    private static final long NANOS_EACH = TimeUnit.MILLISECONDS.toNanos(1);

    /** Set by Service Component Runtime. */
    private Journal journal;

    private Thread thread;

    /** Called by Service Component Runtime. */
    public void activate() {
        thread = new Thread(this::tell, "test-chatty");
        thread.start();
    }

    /** Called by Service Component Runtime. */
    public void deactivate() {
        thread.interrupt();
    }

    private void tell() {
        long start = System.nanoTime();
        for (int i = 1; i <= RECORDS && !Thread.currentThread().isInterrupted(); i++) {
            journal.append("test.told", Map.of("number", i));
            LockSupport.parkNanos(start + i * NANOS_EACH - System.nanoTime());
        }
    }
}
