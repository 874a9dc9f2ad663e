package io.workstatus.agent.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way to the disk, in the order of their calls. Bounded: what comes while it is full is dropped and
 * counted, and an entry at that place tells how many there were.
 */
final class Backlog {

    private static final int BATCH = 256;

    private final int mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Entry> entries = new ArrayDeque<>();
    private int bytes;
    private long taken;
    private long written;
    private long dropped;
    private long droppedEver;
    private @Nullable Instant lastDropped;
    private boolean closed;

    Backlog(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    void add(Entry entry) {
        lock.lock();
        try {
            if (closed || bytes + entry.weight() > mostBytes || dropped > 0) {
                dropped++;
                droppedEver++;
                lastDropped = entry.time();
            } else {
                put(entry);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The oldest entries, left in place; none if there is nothing within the time, or once it is closed. */
    List<Entry> await(Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = time.toNanos();
            while (entries.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return entries.stream().limit(BATCH).toList();
        } finally {
            lock.unlock();
        }
    }

    /** The oldest entries are written. */
    void remove(int count) {
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                bytes -= entries.remove().weight();
            }
            written += count;
            if (dropped > 0 && lastDropped != null) {
                put(new Entry(lastDropped, "journal.gap", "{\"dropped\":" + dropped + "}"));
                dropped = 0;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything that is here now is written; false if it was not within the time. */
    boolean awaitWritten(Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long goal = taken;
            long left = time.toNanos();
            while (written < goal && left > 0) {
                left = changed.awaitNanos(left);
            }
            return written >= goal;
        } finally {
            lock.unlock();
        }
    }

    /** Waits, but not longer than until it is closed. */
    void pause(Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = time.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many were dropped since it was made. */
    long dropped() {
        lock.lock();
        try {
            return droppedEver;
        } finally {
            lock.unlock();
        }
    }

    private void put(Entry entry) {
        entries.add(entry);
        bytes += entry.weight();
        taken++;
    }
}
