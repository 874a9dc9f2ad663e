package io.workstatus.agent.tracking;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the tests stand in for. */
final class Fakes {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Fakes() {}

    /** The monotonic clock runs on its own, with a leap where a test wants one; the wall clock stands where it was put. */
    static final class Time implements TimeSource {

        private final AtomicLong leap = new AtomicLong();
        private volatile Instant now = NOON;

        void set(Instant instant) {
            now = instant;
        }

        void leapSeconds(long seconds) {
            leap.addAndGet(seconds * 1_000_000_000L);
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanoTime() {
            return System.nanoTime() + leap.get();
        }

        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }
    }

    record Entry(String type, Map<String, ? extends @Nullable Object> data) {}

    static final class Notes implements Journal {

        final List<Entry> entries = new CopyOnWriteArrayList<>();

        @Override
        public void append(String type, Map<String, ? extends @Nullable Object> data) {
            entries.add(new Entry(type, data));
        }

        List<String> types() {
            return entries.stream().map(Entry::type).toList();
        }
    }
}
