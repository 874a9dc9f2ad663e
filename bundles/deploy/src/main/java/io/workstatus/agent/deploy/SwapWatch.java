package io.workstatus.agent.deploy;

import io.workstatus.agent.api.clock.TimeSource;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Looks whether a capability that was just replaced is at work. */
@Component(service = SwapWatch.class)
public final class SwapWatch {

    private static final long NANOS_TO_SETTLE = TimeUnit.SECONDS.toNanos(10);
    private static final long MILLIS_BETWEEN_LOOKS = 50;

    private final BundleContext context;
    private final TimeSource time;
    private final ServiceComponentRuntime components;
    private final Health health;

    @Activate
    public SwapWatch(
            BundleContext context,
            @Reference TimeSource time,
            @Reference ServiceComponentRuntime components,
            @Reference Health health) {
        this.context = context;
        this.time = time;
        this.components = components;
        this.health = health;
    }

    CapabilityState state(Bundle bundle) {
        return CapabilityState.of(bundle, context, components);
    }

    /**
     * Returns as soon as the bundle is at work. What it waited for before does not count against it.
     *
     * @throws RefusedException if it is not at work after 10 s
     */
    void awaitAtWork(Bundle bundle, CapabilityState before) throws RefusedException {
        long start = time.nanoTime();
        while (true) {
            CapabilityState now = state(bundle);
            boolean settled = now.kind() == CapabilityState.Kind.ACTIVE
                    || (now.kind() == CapabilityState.Kind.WAITING && now.equals(before));
            boolean critical =
                    health.levels().getOrDefault(bundle.getBundleId(), Health.Level.UNKNOWN) == Health.Level.CRITICAL;
            if (settled && !(critical && now.kind() == CapabilityState.Kind.ACTIVE)) {
                requireServices(bundle);
                return;
            }
            if (time.nanoTime() - start > NANOS_TO_SETTLE) {
                throw new RefusedException(now.reason().orElse(critical ? "its health is critical" : "it stopped"));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RefusedException("the agent goes down");
            }
        }
    }

    /** Components that nobody has used yet are made only now: one that cannot be made is not at work. */
    private void requireServices(Bundle bundle) throws RefusedException {
        ServiceReference<?>[] references = bundle.getRegisteredServices();
        if (references == null) {
            return;
        }
        for (ServiceReference<?> reference : references) {
            if (context.getService(reference) == null) {
                String[] names = (String[]) reference.getProperty(Constants.OBJECTCLASS);
                throw new RefusedException("its service " + names[0] + " could not be made");
            }
            context.ungetService(reference);
        }
    }
}
