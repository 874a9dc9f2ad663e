package io.workstatus.agent.config.client;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What the tests stand in for. */
final class Fakes {

    private Fakes() {}

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

    /** One configuration, kept in memory. */
    static final class Kept {

        volatile Map<String, Object> properties = Map.of();

        /** Those that changed something. */
        final AtomicInteger updates = new AtomicInteger();

        /** All of them. */
        final AtomicInteger puts = new AtomicInteger();

        ConfigurationAdmin admin() {
            return fake(ConfigurationAdmin.class, (method, arguments) -> switch (method) {
                case "getConfiguration" -> configuration();
                case "listConfigurations" -> properties.isEmpty() ? null : new Configuration[] {configuration()};
                default -> throw new UnsupportedOperationException(method);
            });
        }

        Map<String, Object> map() {
            return properties;
        }

        @SuppressWarnings("unchecked")
        private Configuration configuration() {
            return fake(Configuration.class, (method, arguments) -> switch (method) {
                case "getProperties" -> FrameworkUtil.asDictionary(properties);
                case "update" -> {
                    Map<String, Object> before = properties;
                    properties = Map.copyOf(FrameworkUtil.asMap((Dictionary<String, Object>) arguments[0]));
                    if (!properties.equals(before)) {
                        updates.incrementAndGet();
                    }
                    puts.incrementAndGet();
                    yield null;
                }
                default -> throw new UnsupportedOperationException(method);
            });
        }
    }

    static final class Time implements TimeSource {

        volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }
    }

    private interface Calls {
        @Nullable
        Object call(String method, Object[] arguments) throws Exception;
    }

    private static <T> T fake(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> calls.call(method.getName(), arguments)));
    }
}
