package io.workstatus.agent.config.endpoint;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;

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
    }

    /** One configuration, kept in memory. */
    static final class Kept {

        volatile Map<String, Object> properties = Map.of();
        volatile @Nullable IOException refusal;

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
                    if (refusal != null) {
                        throw refusal;
                    }
                    properties = Map.copyOf(FrameworkUtil.asMap((Dictionary<String, Object>) arguments[0]));
                    yield null;
                }
                default -> throw new UnsupportedOperationException(method);
            });
        }
    }

    static final class Time implements TimeSource {

        volatile Instant now = Instant.parse("2026-11-22T12:00:00.000Z");

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

    /** A request with a user, or of nobody. */
    static HttpServletRequest request(String method, @Nullable String user) {
        return fake(HttpServletRequest.class, (called, arguments) -> switch (called) {
            case "getMethod" -> method;
            case "getRemoteUser" -> user;
            default -> throw new UnsupportedOperationException(called);
        });
    }

    /** A request with headers. */
    static HttpServletRequest request(Map<String, String> headers) {
        return fake(HttpServletRequest.class, (called, arguments) -> switch (called) {
            case "getHeader" -> headers.get(String.valueOf(arguments[0]));
            default -> throw new UnsupportedOperationException(called);
        });
    }

    static HttpServletResponse response() {
        return fake(HttpServletResponse.class, (called, arguments) -> {
            throw new UnsupportedOperationException(called);
        });
    }

    static ConfigurationEvent updated(String pid) {
        ServiceReference<ConfigurationAdmin> reference = uncheckedFake();
        return new ConfigurationEvent(reference, ConfigurationEvent.CM_UPDATED, null, pid);
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<ConfigurationAdmin> uncheckedFake() {
        return fake(ServiceReference.class, (called, arguments) -> null);
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
