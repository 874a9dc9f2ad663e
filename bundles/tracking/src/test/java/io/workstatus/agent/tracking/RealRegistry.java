package io.workstatus.agent.tracking;

import io.workstatus.agent.api.recording.Hold;
import io.workstatus.agent.api.recording.Permit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** A framework with nothing in it but its service registry. */
final class RealRegistry {

    private final Framework framework;

    RealRegistry(Path storage) throws BundleException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        "org.osgi.framework.storage",
                        storage.toString(),
                        "org.osgi.framework.storage.clean",
                        "onFirstInit"));
        framework.start();
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    ServiceRegistration<Hold> hold(String id, String reason) {
        return context().registerService(Hold.class, new Hold(id, reason, Instant.EPOCH), null);
    }

    @Nullable
    Permit permit() {
        ServiceReference<Permit> reference = context().getServiceReference(Permit.class);
        return reference == null ? null : context().getService(reference);
    }

    List<Hold> holds() {
        try {
            return context().getServiceReferences(Hold.class, null).stream()
                    .map(context()::getService)
                    .filter(Objects::nonNull)
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    void stop() throws BundleException, InterruptedException {
        framework.stop();
        var unused = framework.waitForStop(5_000);
    }
}
