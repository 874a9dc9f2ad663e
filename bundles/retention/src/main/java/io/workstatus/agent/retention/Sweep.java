package io.workstatus.agent.retention;

import io.workstatus.agent.api.retention.LocalCopies;
import io.workstatus.agent.api.retention.LocalCopy;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What there is of one kind, and what of it has to go. Only what may go is held in memory: the first pass counts by hours,
 * the second collects those hours that a limit reaches.
 */
final class Sweep {

    private static final Comparator<Found> OLDEST_FIRST = Comparator.comparing(
                    (Found f) -> f.copy().at())
            .thenComparing(f -> f.copy().name());

    private final Limit limit;
    private final TreeMap<Long, long[]> byHour = new TreeMap<>();
    private long copies;
    private long bytes;
    private @Nullable LocalCopy oldest;

    /** One of the copies, and who keeps it. */
    record Found(LocalCopies owner, LocalCopy copy) {}

    /** What there is. */
    record Inventory(long copies, long bytes, Optional<LocalCopy> oldest) {
        static final Inventory EMPTY = new Inventory(0, 0, Optional.empty());
    }

    private Sweep(Limit limit) {
        this.limit = limit;
    }

    static Sweep of(List<LocalCopies> owners, Limit limit) throws IOException {
        Sweep sweep = new Sweep(limit);
        for (LocalCopies owner : owners) {
            owner.list(sweep::count);
        }
        return sweep;
    }

    private void count(LocalCopy copy) {
        long[] hour = byHour.computeIfAbsent(hour(copy), h -> new long[1]);
        hour[0] += copy.bytes();
        copies++;
        bytes += copy.bytes();
        if (oldest == null || copy.at().isBefore(oldest.at())) {
            oldest = copy;
        }
    }

    private static long hour(LocalCopy copy) {
        return Math.floorDiv(copy.at().getEpochSecond(), 3_600L);
    }

    Inventory inventory() {
        return new Inventory(copies, bytes, Optional.ofNullable(oldest));
    }

    /** What has to go, oldest first. */
    List<Found> due(List<LocalCopies> owners, Instant now) throws IOException {
        Optional<Long> lastHour = lastHour(now);
        List<Found> reached = new ArrayList<>();
        if (lastHour.isEmpty()) {
            return reached;
        }
        for (LocalCopies owner : owners) {
            owner.list(copy -> {
                if (hour(copy) <= lastHour.get()) {
                    reached.add(new Found(owner, copy));
                }
            });
        }
        reached.sort(OLDEST_FIRST);
        long left = bytes;
        int due = 0;
        while (due < reached.size() && isDue(reached.get(due).copy(), left, now)) {
            left -= reached.get(due).copy().bytes();
            due++;
        }
        return reached.subList(0, due);
    }

    private boolean isDue(LocalCopy copy, long left, Instant now) {
        return (limit.hasAge() && !copy.at().plus(limit.age()).isAfter(now))
                || (limit.hasBytes() && left > limit.bytes());
    }

    private Optional<Long> lastHour(Instant now) {
        long left = bytes;
        Optional<Long> last = Optional.empty();
        for (var hour : byHour.entrySet()) {
            boolean isOld = limit.hasAge()
                    && !Instant.ofEpochSecond(hour.getKey() * 3_600)
                            .plus(limit.age())
                            .isAfter(now);
            if (!isOld && !(limit.hasBytes() && left > limit.bytes())) {
                break;
            }
            left -= hour.getValue()[0];
            last = Optional.of(hour.getKey());
        }
        return last;
    }
}
