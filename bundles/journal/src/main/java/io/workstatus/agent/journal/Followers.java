package io.workstatus.agent.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All clients that follow the journal, and the one thread that tells them, ten times a second while there is any. */
final class Followers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);
    private static final long TURN_NANOS = 100_000_000;
    private static final long CLOSE_MILLIS = 700;

    private final int most;
    private final LongSupplier newest;
    private final Thread thread = new Thread(this::run, "workstatus-journal-events");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Follower> followers = new ArrayList<>();
    private boolean closed;

    /**
     * @param most clients at a time
     * @param newest the number of the newest record
     */
    Followers(int most, LongSupplier newest) {
        this.most = most;
        this.newest = newest;
    }

    void open() {
        thread.start();
    }

    boolean isFull() {
        lock.lock();
        try {
            return closed || followers.size() >= most;
        } finally {
            lock.unlock();
        }
    }

    /** Takes one more, or tells that there is no room. */
    boolean add(Follower follower) {
        lock.lock();
        try {
            if (closed || followers.size() >= most) {
                return false;
            }
            followers.add(follower);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void run() {
        try {
            for (List<Follower> now = await(); !now.isEmpty(); now = await()) {
                for (Follower follower : now) {
                    if (!turn(follower)) {
                        remove(follower);
                        follower.close();
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("ended while clients were being told of records");
        } finally {
            all().forEach(Follower::close);
        }
    }

    private boolean turn(Follower follower) {
        try {
            return follower.turn(newest.getAsLong());
        } catch (IOException | RuntimeException e) {
            LOG.debug("a client that followed the journal is gone: {}", e.toString());
            return false;
        }
    }

    /** Everyone there is at the next turn; empty once it is closed. */
    private List<Follower> await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TURN_NANOS;
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            while (!closed && followers.isEmpty()) {
                changed.await();
            }
            return closed ? List.of() : List.copyOf(followers);
        } finally {
            lock.unlock();
        }
    }

    private List<Follower> all() {
        lock.lock();
        try {
            return List.copyOf(followers);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Follower follower) {
        lock.lock();
        try {
            followers.remove(follower);
        } finally {
            lock.unlock();
        }
    }
}
