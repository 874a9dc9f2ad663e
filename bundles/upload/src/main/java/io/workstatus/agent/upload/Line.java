package io.workstatus.agent.upload;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The items in {@code pending/} as senders wait for them: in memory, thread-safe, and nothing slow under its lock. An item
 * has one holder at a time: who offers it, who sends it, who looks at it, or who removes it.
 */
final class Line {

    /** Upper bound of a wait for a signal; nothing depends on it but a missed one. */
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(30);

    private final TimeSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Schedule schedule;
    private final Map<String, Long> arriving = new HashMap<>();
    private @Nullable QueueError offerError;
    private @Nullable QueueError sendError;
    private LedgerCounts counts = LedgerCounts.NONE;
    private boolean closed;

    Line(Settings settings, TimeSource time, RandomGenerator random) {
        this.time = time;
        this.schedule = new Schedule(settings, random);
    }

    /** What the line is like at one moment. */
    record Snapshot(
            LedgerCounts counts,
            int pending,
            long pendingBytes,
            Optional<PendingItem> oldest,
            Optional<QueueError> lastError,
            Optional<Instant> nextTry) {

        /** How many items are in no place where they should be; less than zero if some are in two. */
        long unaccounted() {
            return counts.open() - pending;
        }
    }

    Snapshot snapshot() {
        Instant now = time.now();
        long nanos = time.nanoTime();
        lock.lock();
        try {
            return new Snapshot(
                    counts,
                    schedule.size(),
                    schedule.pendingBytes(),
                    schedule.oldest(),
                    lastError(),
                    schedule.nanosUntilDue(nanos).map(now::plusNanos));
        } finally {
            lock.unlock();
        }
    }

    private Optional<QueueError> lastError() {
        if (offerError == null || sendError == null) {
            return Optional.ofNullable(offerError == null ? sendError : offerError);
        }
        return Optional.of(offerError.at().isAfter(sendError.at()) ? offerError : sendError);
    }

    /** What keeps everything waiting, if the last try to send said so. */
    Optional<QueueError> blockedBy() {
        lock.lock();
        try {
            return Optional.ofNullable(sendError).filter(QueueError::blocking);
        } finally {
            lock.unlock();
        }
    }

    /** Reserves an id for whoever offers so many bytes; false if it is pending, reserved, or the line is closed. */
    boolean reserve(String id, long bytes) {
        lock.lock();
        try {
            return !closed && !schedule.contains(id) && arriving.putIfAbsent(id, bytes) == null;
        } finally {
            lock.unlock();
        }
    }

    /** Gives an id back that did not arrive. */
    void cancel(String id) {
        lock.lock();
        try {
            arriving.remove(id);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The books as the ledger has them, before anything changes. */
    void opened(LedgerCounts booked) {
        lock.lock();
        try {
            counts = booked;
        } finally {
            lock.unlock();
        }
    }

    /** An item is in {@code pending/} and in the ledger; what that adds to the books. */
    void arrived(String id, PendingItem item, LedgerCounts booked) {
        lock.lock();
        try {
            arriving.remove(id);
            schedule.add(id, item);
            counts = counts.plus(booked);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** An offer succeeded, or failed with an error of the disk. */
    void offered(@Nullable QueueError error) {
        lock.lock();
        try {
            offerError = error;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an item and a store; empty once the line is closed. */
    Optional<Claim> awaitClaim(Stores stores) throws InterruptedException {
        while (true) {
            long now = time.nanoTime();
            lock.lockInterruptibly();
            try {
                if (closed) {
                    return Optional.empty();
                }
                Optional<ObjectStore> store = stores.best();
                if (store.isPresent()) {
                    Optional<String> id = schedule.claimNext(now);
                    if (id.isPresent()) {
                        return Optional.of(new Claim(id.get(), store.get()));
                    }
                }
                changed.awaitNanos(schedule.nanosUntilNext(now, LONGEST_WAIT));
            } finally {
                lock.unlock();
            }
        }
    }

    /** Takes this very item if it is pending and nobody holds it. */
    boolean claim(String id) {
        lock.lock();
        try {
            return !closed && schedule.claim(id);
        } finally {
            lock.unlock();
        }
    }

    /** Takes this very item as soon as nobody else holds it; false if it is not pending, or the time is over. */
    boolean claim(String id, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && schedule.contains(id)) {
                if (schedule.claim(id)) {
                    return true;
                }
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the oldest that nobody holds, due or not. */
    Optional<String> claimOldest() {
        lock.lock();
        try {
            return closed ? Optional.empty() : schedule.claimOldest();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of all that waits or arrives, beside so many that are counted among them. */
    long bytesBeside(long counted) {
        lock.lock();
        try {
            return schedule.pendingBytes()
                    + arriving.values().stream().mapToLong(Long::longValue).sum()
                    - counted;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a pending item may be in the store although nobody booked it. */
    boolean mayBeStored(String id) {
        lock.lock();
        try {
            return schedule.mayBeStored(id);
        } finally {
            lock.unlock();
        }
    }

    void release(String id) {
        lock.lock();
        try {
            schedule.release(id);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** An item is not pending any more; what that adds to the books. */
    void left(String id, LedgerCounts booked) {
        lock.lock();
        try {
            schedule.remove(id);
            counts = counts.plus(booked);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What changed in the books of an item that was not pending. */
    void booked(LedgerCounts counted) {
        lock.lock();
        try {
            counts = counts.plus(counted);
        } finally {
            lock.unlock();
        }
    }

    /** An item that was held is stored; returns the error that is over now, if there was one. */
    Optional<QueueError> succeeded(String id, LedgerCounts booked) {
        long now = time.nanoTime();
        lock.lock();
        try {
            Optional<QueueError> over = Optional.ofNullable(sendError);
            sendError = null;
            schedule.succeeded(id, now);
            counts = counts.plus(booked);
            changed.signalAll();
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** What follows from a failure. */
    record Verdict(boolean giveUp, boolean news) {}

    /** An item that was held is not stored; it is given back, unless it shall be given up. */
    Verdict failed(String id, StoreException e) {
        QueueError error = new QueueError(e.code(), e.getMessage(), time.now(), e.kind() == StoreException.Kind.STORE);
        long now = time.nanoTime();
        lock.lock();
        try {
            boolean news = sendError == null || !sendError.code().equals(error.code());
            sendError = error;
            boolean giveUp = schedule.failed(id, e.kind(), e.retryAfter(), now);
            // Given back and taken again without letting go: nobody else gets it in between.
            giveUp = giveUp && schedule.claim(id);
            changed.signalAll();
            return new Verdict(giveUp, news);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the last try to send failed for a reason that may be gone by itself. */
    boolean isFailing() {
        lock.lock();
        try {
            return sendError != null && !sendError.blocking();
        } finally {
            lock.unlock();
        }
    }

    /** Another store is there, or the same in another way: what failed before is tried now. */
    void storeChanged() {
        lock.lock();
        try {
            schedule.reset();
            sendError = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether an id is pending or about to be. */
    boolean knows(String id) {
        lock.lock();
        try {
            return schedule.contains(id) || arriving.containsKey(id);
        } finally {
            lock.unlock();
        }
    }

    Set<String> ids() {
        lock.lock();
        try {
            return schedule.ids();
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

    /** Nothing is taken from the line after this, and nothing new may arrive. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until those that were arriving have arrived, or did not; false if the time is over before. */
    boolean awaitArrivals(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!arriving.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return arriving.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
