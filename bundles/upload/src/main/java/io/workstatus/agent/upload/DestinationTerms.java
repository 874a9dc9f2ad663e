package io.workstatus.agent.upload;

import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Terms;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

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
    private final DurableQueue queue;
    private boolean closed;
    private @Nullable String destination;
    private @Nullable ServiceRegistration<Terms> standing;

    @Activate
    public DestinationTerms(BundleContext context, @Reference DurableQueue queue) {
        this.context = context;
        this.queue = queue;
    }

    @Activate
    void open() {
        queue.onDestination(this::say);
    }

    @Deactivate
    synchronized void close() {
        closed = true;
        queue.onDestination(next -> {});
        if (standing != null) {
            standing.unregister();
            standing = null;
        }
    }

    /** While a store is replaced, or set up wrongly, there is no other destination: what was said stays said. */
    private synchronized void say(String next) {
        if (closed || next.equals(destination)) {
            return;
        }
        ServiceRegistration<Terms> before = standing;
        destination = next;
        standing = context.registerService(Terms.class, terms(next), null);
        if (before != null) {
            before.unregister();
        }
    }

    private static Terms terms(String destination) {
        String text =
                "Into the store, once it can be reached: %s. Whoever may read there can see it; until then it waits"
                        + " in a queue on this machine.";
        return new Terms(List.of(new Term(Term.Subject.DESTINATION, destination, 0, text.formatted(destination))));
    }
}
