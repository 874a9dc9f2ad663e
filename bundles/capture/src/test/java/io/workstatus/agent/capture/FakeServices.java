package io.workstatus.agent.capture;

import io.workstatus.agent.api.launch.LaunchProperties;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** A bundle context that remembers what is registered, in the order in which it was. */
final class FakeServices {

    static final String AGENT_ID = "5f0c7c5e-6f0a-4c8e-9a43-0f4f3b1c2d3e";

    private final List<Object> registered = new CopyOnWriteArrayList<>();

    /** Everything that happened, as {@code + service} and {@code - service}. */
    final List<String> history = new CopyOnWriteArrayList<>();

    <T> List<T> of(Class<T> type) {
        return registered.stream().filter(type::isInstance).map(type::cast).toList();
    }

    BundleContext context() {
        return fake(BundleContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "registerService" -> register(arguments[1]);
            case "getProperty" -> LaunchProperties.AGENT_ID.equals(arguments[0]) ? AGENT_ID : null;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private ServiceRegistration<?> register(Object service) {
        registered.add(service);
        history.add("+ " + service.getClass().getSimpleName());
        return fake(ServiceRegistration.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("unregister") || !registered.remove(service)) {
                throw new IllegalStateException(method.getName() + " of " + service);
            }
            history.add("- " + service.getClass().getSimpleName());
            return null;
        });
    }

    /** A reference that is ranked as given. */
    @SuppressWarnings("unchecked")
    static <T> ServiceReference<T> reference(int ranking) {
        return fake(ServiceReference.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getProperty" -> ranking;
            case "compareTo" ->
                Integer.compare(ranking, (Integer) ((ServiceReference<?>) arguments[0]).getProperty(""));
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
