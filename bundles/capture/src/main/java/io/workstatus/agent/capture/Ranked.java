package io.workstatus.agent.capture;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.ServiceReference;

/** Services of one type as they come and go. */
final class Ranked<T> {

    private final Map<ServiceReference<T>, T> services = new ConcurrentHashMap<>();

    void add(ServiceReference<T> reference, T service) {
        services.put(reference, service);
    }

    void remove(ServiceReference<T> reference) {
        services.remove(reference);
    }

    /** The highest ranking first; sorted anew each time, because rankings may change. */
    List<T> list() {
        return services.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.reverseOrder()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
