package io.workstatus.agent.mfa;

import io.workstatus.agent.api.notice.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is declared, one at a time: the new stands before the old goes. Services come and go under no lock, and of several
 * threads that declare at once the one that looked last wins.
 */
final class StandingTerms {

    private static final Logger LOG = LoggerFactory.getLogger(StandingTerms.class);

    private final BundleContext context;
    private final AtomicLong turns = new AtomicLong();
    // By turn; the last one is in force, the others are about to go. Guarded by itself, as is the next.
    private final TreeMap<Long, Standing> standing = new TreeMap<>();
    private boolean closed;

    private record Standing(Terms terms, ServiceRegistration<Terms> registration) {}

    StandingTerms(BundleContext context) {
        this.context = context;
    }

    /** Returns when it stands. */
    void declare(Supplier<Terms> current) {
        long turn = turns.incrementAndGet();
        Terms terms = current.get();
        synchronized (standing) {
            Map.Entry<Long, Standing> last = standing.lastEntry();
            if (closed) {
                return;
            }
            if (last != null && last.getKey() < turn && last.getValue().terms().equals(terms)) {
                standing.remove(last.getKey());
                standing.put(turn, last.getValue());
                return;
            }
        }
        ServiceRegistration<Terms> registration = context.registerService(Terms.class, terms, null);
        List<Standing> outdated = new ArrayList<>();
        synchronized (standing) {
            standing.put(turn, new Standing(terms, registration));
            while (standing.size() > (closed ? 0 : 1)) {
                outdated.add(standing.pollFirstEntry().getValue());
            }
        }
        outdated.forEach(StandingTerms::withdraw);
    }

    void close() {
        List<Standing> all;
        synchronized (standing) {
            closed = true;
            all = List.copyOf(standing.values());
            standing.clear();
        }
        all.forEach(StandingTerms::withdraw);
    }

    private static void withdraw(Standing outdated) {
        try {
            outdated.registration().unregister();
        } catch (IllegalStateException e) {
            LOG.debug("the framework was faster", e);
        }
    }
}
