package io.workstatus.agent.upload;

import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Terms;
import io.workstatus.agent.api.store.ObjectStore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Declares where what is recorded goes: into the store that the queue prefers. While there is none, whatever waits is
 * still meant for the last one.
 */
@Component(
        name = "io.workstatus.agent.upload.terms",
        service = {},
        immediate = true)
public final class DestinationTerms {

    private final BundleContext context;
    private @Nullable String destination;
    private @Nullable ServiceRegistration<Terms> standing;

    @Activate
    public DestinationTerms(BundleContext context) {
        this.context = context;
    }

    @Deactivate
    synchronized void close() {
        if (standing != null) {
            standing.unregister();
            standing = null;
        }
    }

    // Service Component Runtime binds the next one before it unbinds this one, and binds one after the other.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindStore(ObjectStore store) {
        String next = store.destination();
        if (next.equals(destination)) {
            return;
        }
        ServiceRegistration<Terms> before = standing;
        destination = next;
        standing = context.registerService(Terms.class, terms(next), null);
        if (before != null) {
            before.unregister();
        }
    }

    void updatedStore(ObjectStore store) {
        bindStore(store);
    }

    void unbindStore(ObjectStore store) {
        // It stays said: see above.
    }

    private static Terms terms(String destination) {
        String text =
                "Into the store, once it can be reached: %s. Whoever may read there can see it; until then it waits"
                        + " in a queue on this machine.";
        return new Terms(List.of(new Term(Term.Subject.DESTINATION, destination, 0, text.formatted(destination))));
    }
}
