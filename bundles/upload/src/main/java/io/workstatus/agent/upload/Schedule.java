package io.workstatus.agent.upload;

import io.workstatus.agent.api.store.StoreException.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Which item is tried next, and when: the oldest that is due. It knows no disk, no thread and no clock; times are
 * nanoseconds of the monotonic clock. Not thread-safe.
 *
 * <ul>
 *   <li>An item that failed waits for itself, exponentially longer each time, and the others go on.
 *   <li>When different items fail in a row, it is not the items: then all wait, exponentially longer, and one at a time
 *       is tried, each time another one, so that no item stands in the way of those that the store would take. What a
 *       store says of itself ({@link Kind#STORE}) makes all wait at once, but never longer than {@link #STORE_WAIT},
 *       because somebody is about to put it right; a {@code Retry-After} is kept to by all.
 *   <li>The first success after that lets nobody wait longer than {@link #AFTER_OUTAGE}; if only one item had failed until
 *       then, it was the item, and it waits for itself.
 *   <li>While more than {@link #BACKLOG} wait, one of {@link #SHARE} is the newest, so that what happens now is seen
 *       before all of the past is through.
 * </ul>
 */
final class Schedule {

    static final Duration STORE_WAIT = Duration.ofSeconds(10);
    static final Duration AFTER_OUTAGE = Duration.ofSeconds(20);
    static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);
    static final int BACKLOG = 32;
    static final int SHARE = 4;

    private final Backoff itemWait;
    private final Backoff storeWait;
    private final int itemTries;

    private final TreeMap<String, PendingItem> pending = new TreeMap<>();
    private final Map<String, Retry> retries = new HashMap<>();
    private final Set<String> claimed = new HashSet<>();

    /** Those of the claimed that are on their way to the store. */
    private final Set<String> sending = new HashSet<>();

    private long pendingBytes;

    /** Different items that failed since the last success, and not for their own sake; the one that failed last is last. */
    private final Set<String> failedInARow = new LinkedHashSet<>();

    private int failuresInARow;
    private int turn;
    private boolean allWait;
    private long allWaitUntil;

    /** Guarded like everything here; mutable because it changes with each failure. */
    private static final class Retry {
        private int failures;
        private int refusals;
        private long notBefore;

        private Retry(long notBefore) {
            this.notBefore = notBefore;
        }
    }

    Schedule(Settings settings, RandomGenerator random) {
        this.itemWait = new Backoff(settings.backoffBase(), settings.backoffMax(), random);
        this.storeWait = itemWait.atMost(STORE_WAIT);
        this.itemTries = settings.itemTries();
    }

    void add(String id, PendingItem item) {
        PendingItem before = pending.put(id, item);
        pendingBytes += item.bytes() - (before == null ? 0 : before.bytes());
    }

    void remove(String id) {
        PendingItem item = pending.remove(id);
        if (item != null) {
            pendingBytes -= item.bytes();
        }
        retries.remove(id);
        failedInARow.remove(id);
        release(id);
    }

    boolean contains(String id) {
        return pending.containsKey(id);
    }

    Set<String> ids() {
        return new HashSet<>(pending.keySet());
    }

    int size() {
        return pending.size();
    }

    long pendingBytes() {
        return pendingBytes;
    }

    Optional<PendingItem> oldest() {
        return pending.isEmpty()
                ? Optional.empty()
                : Optional.of(pending.firstEntry().getValue());
    }

    /** Takes the oldest item that is due; nobody else gets it until it is released or removed. */
    Optional<String> claimNext(long now) {
        if (allWait && (now - allWaitUntil < 0 || !sending.isEmpty())) {
            return Optional.empty();
        }
        Optional<String> next = allWait ? probe(now) : firstDue(isTurnOfTheNewest(), now);
        next.ifPresent(id -> {
            turn++;
            claimed.add(id);
            sending.add(id);
            pending.computeIfPresent(id, (i, item) -> item.tried());
        });
        return next;
    }

    private boolean isTurnOfTheNewest() {
        return pending.size() > BACKLOG && turn % SHARE == SHARE - 1;
    }

    private Optional<String> firstDue(boolean newestFirst, long now) {
        return (newestFirst ? pending.descendingKeySet() : pending.navigableKeySet())
                .stream().filter(id -> isFree(id, now)).findFirst();
    }

    /** One that was not tried since the last success; if there is none, the one whose failure is longest ago. */
    private Optional<String> probe(long now) {
        Optional<String> untried = pending.keySet().stream()
                .filter(id -> !failedInARow.contains(id) && isFree(id, now))
                .findFirst();
        return untried.isPresent()
                ? untried
                : failedInARow.stream().filter(id -> isFree(id, now)).findFirst();
    }

    private boolean isFree(String id, long now) {
        return pending.containsKey(id) && !claimed.contains(id) && isDue(id, now);
    }

    /** Whether an item may be in the store although nobody booked it. */
    boolean mayBeStored(String id) {
        PendingItem item = pending.get(id);
        return item != null && item.mayBeStored();
    }

    /** Takes this very item, due or not. */
    boolean claim(String id) {
        return pending.containsKey(id) && claimed.add(id);
    }

    /** Takes the oldest that nobody holds, due or not. */
    Optional<String> claimOldest() {
        Optional<String> oldest =
                pending.keySet().stream().filter(id -> !claimed.contains(id)).findFirst();
        oldest.ifPresent(claimed::add);
        return oldest;
    }

    void release(String id) {
        claimed.remove(id);
        sending.remove(id);
    }

    private boolean isDue(String id, long now) {
        Retry retry = retries.get(id);
        return retry == null || now - retry.notBefore >= 0;
    }

    /** Nanoseconds until there may be something to claim, if nothing else happens; at most the limit. */
    long nanosUntilNext(long now, long limit) {
        long wait = limit;
        if (allWait && now - allWaitUntil < 0) {
            wait = Math.min(wait, allWaitUntil - now);
        }
        for (Retry retry : retries.values()) {
            if (now - retry.notBefore < 0) {
                wait = Math.min(wait, retry.notBefore - now);
            }
        }
        return Math.max(1, wait);
    }

    /** Nanoseconds until the first item is tried that waits after a failure; empty if something is due or nothing waits. */
    Optional<Long> nanosUntilDue(long now) {
        if (pending.isEmpty() || !sending.isEmpty()) {
            return Optional.empty();
        }
        long all = allWait ? Math.max(0, allWaitUntil - now) : 0;
        long first = pending.keySet().stream()
                .mapToLong(id -> retries.containsKey(id) ? Math.max(0, retries.get(id).notBefore - now) : 0)
                .min()
                .orElse(0);
        long wait = Math.max(all, first);
        return wait > 0 ? Optional.of(wait) : Optional.empty();
    }

    /** A claimed item was stored. The store works. */
    void succeeded(String id, long now) {
        remove(id);
        if (failedInARow.size() == 1) {
            failedInARow.forEach(one -> waitForItself(one, now));
        } else if (allWait) {
            long latest = now + AFTER_OUTAGE.toNanos();
            retries.values().forEach(r -> r.notBefore = r.notBefore - latest > 0 ? latest : r.notBefore);
        }
        failedInARow.clear();
        failuresInARow = 0;
        allWait = false;
    }

    private void waitForItself(String id, long now) {
        Retry retry = retries.get(id);
        if (retry != null && now - retry.notBefore >= 0) {
            retry.notBefore = now + itemWait.afterFailures(retry.failures);
        }
    }

    /**
     * A claimed item was not stored.
     *
     * @return whether it was refused for its own sake so often that it shall not be tried again
     */
    boolean failed(String id, Kind kind, Optional<Duration> retryAfter, long now) {
        release(id);
        if (!pending.containsKey(id)) {
            return false;
        }
        Retry retry = retries.computeIfAbsent(id, i -> new Retry(now));
        switch (kind) {
            case ITEM -> {
                retry.refusals++;
                retry.notBefore = now + itemWait.afterFailures(retry.refusals);
            }
            case TRANSIENT -> {
                retry.failures++;
                retry.notBefore = now + itemWait.afterFailures(retry.failures);
                failedLast(id);
                if (failedInARow.size() > 1) {
                    failuresInARow++;
                    letAllWait(now + itemWait.afterFailures(failuresInARow));
                }
            }
            case STORE -> {
                retry.failures++;
                retry.notBefore = now;
                failedLast(id);
                failuresInARow++;
                letAllWait(now + storeWait.afterFailures(failuresInARow));
            }
        }
        retryAfter.map(Schedule::bounded).ifPresent(wait -> letAllWait(now + wait.toNanos()));
        return retry.refusals >= itemTries;
    }

    private void failedLast(String id) {
        failedInARow.remove(id);
        failedInARow.add(id);
    }

    private void letAllWait(long until) {
        // Two that fail at the same moment do not shorten each other's wait.
        allWaitUntil = allWait && allWaitUntil - until > 0 ? allWaitUntil : until;
        allWait = true;
    }

    private static Duration bounded(Duration retryAfter) {
        if (retryAfter.isNegative()) {
            return Duration.ZERO;
        }
        return retryAfter.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : retryAfter;
    }

    /** The store is another one, was put right, or can be reached again: everything is due. */
    void reset() {
        retries.clear();
        failedInARow.clear();
        failuresInARow = 0;
        allWait = false;
    }
}
