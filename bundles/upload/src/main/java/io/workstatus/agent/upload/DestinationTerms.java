package io.workstatus.agent.upload;

import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Terms;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Declares where what is recorded goes: into the store that the queue prefers. While there is none, whatever waits is
 * still meant for the last one; while a store is replaced, or set up wrongly, there is no other destination either.
 */
@Component(
        name = "io.workstatus.agent.upload.terms",
        service = {},
        immediate = true)
public final class DestinationTerms {

    private final DurableQueue queue;
    private final StandingTerms standing;

    @Activate
    public DestinationTerms(BundleContext context, @Reference DurableQueue queue) {
        this.queue = queue;
        this.standing = new StandingTerms(context);
    }

    @Activate
    void open() {
        queue.onDestination(destination -> standing.declare(() -> terms(destination)));
    }

    @Deactivate
    void close() {
        queue.onDestination(next -> {});
        standing.close();
    }

    private static Terms terms(String destination) {
        String text =
                "Into the store, once it can be reached: %s. Whoever may read there can see it; until then it waits"
                        + " in a queue on this machine.";
        return new Terms(List.of(new Term(Term.Subject.DESTINATION, destination, 0, text.formatted(destination))));
    }
}
