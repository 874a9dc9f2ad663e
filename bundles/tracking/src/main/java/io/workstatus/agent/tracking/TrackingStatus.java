package io.workstatus.agent.tracking;

import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.recording.Hold;
import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.status.StatusPart;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Tells what holds there are, and journals their coming and going, whether or not anybody is signed in. */
@Component(name = "io.workstatus.agent.tracking.status", immediate = true)
public final class TrackingStatus implements StatusPart {

    private final Journal journal;
    // By service id, so that of several with one hold id the newest comes last. Guarded by itself.
    private final TreeMap<Long, Hold> holds = new TreeMap<>();

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Permit permit;

    private volatile boolean closed;

    @Activate
    public TrackingStatus(@Reference Journal journal) {
        this.journal = journal;
    }

    @Deactivate
    void close() {
        // What is unbound from here on is not released: it is this component that goes.
        closed = true;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindHold(Hold hold, Map<String, Object> properties) {
        Hold before;
        synchronized (holds) {
            before = newestById().put(hold.id(), hold);
            holds.put(serviceId(properties), hold);
        }
        if (before == null || !before.reason().equals(hold.reason())) {
            journal.append("hold.set", Map.of("id", hold.id(), "reason", hold.reason()));
        }
    }

    void unbindHold(Hold hold, Map<String, Object> properties) {
        boolean released;
        synchronized (holds) {
            released =
                    holds.remove(serviceId(properties)) != null && !newestById().containsKey(hold.id());
        }
        if (released && !closed) {
            journal.append("hold.released", Map.of("id", hold.id()));
        }
    }

    @Override
    public String name() {
        return "tracking";
    }

    @Override
    public Object value() {
        Collection<Hold> newest;
        synchronized (holds) {
            newest = newestById().values();
        }
        Permit current = permit;
        return Map.of("allowed", current != null && current.isValid(), "holds", oldestFirst(newest));
    }

    private Map<String, Hold> newestById() {
        Map<String, Hold> newest = new LinkedHashMap<>();
        holds.values().forEach(hold -> newest.put(hold.id(), hold));
        return newest;
    }

    private static List<Map<String, Object>> oldestFirst(Collection<Hold> holds) {
        return holds.stream()
                .sorted(Comparator.comparing(Hold::since).thenComparing(Hold::id))
                .map(hold -> Map.<String, Object>of("id", hold.id(), "reason", hold.reason(), "since", hold.since()))
                .toList();
    }

    private static Long serviceId(Map<String, Object> properties) {
        return (Long) properties.get(Constants.SERVICE_ID);
    }
}
