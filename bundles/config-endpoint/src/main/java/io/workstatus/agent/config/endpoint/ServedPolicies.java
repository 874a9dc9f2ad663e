package io.workstatus.agent.config.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A policy set with all that is served of it: one snapshot. Whoever is told the same is answered with the same bytes.
 */
final class ServedPolicies {

    private static final int MOST_KEPT = 20_000;

    private final PolicySet set;
    private final @Nullable Issue issue;
    private final Layer base;
    private final Served all;
    private final Map<List<String>, Served> layered = new ConcurrentHashMap<>();

    /** @param issue with what the documents are signed, or null */
    ServedPolicies(PolicySet set, @Nullable Issue issue) {
        this.set = set;
        this.issue = issue;
        this.base = new Layer(Layer.ALL, set.all().toJson());
        this.all = lay(List.of(base), Optional.empty());
    }

    PolicySet set() {
        return set;
    }

    @Nullable
    Issue issue() {
        return issue;
    }

    /** For whoever nothing else is said of. */
    Served all() {
        return all;
    }

    Served of(Caller caller) {
        List<Layer> layers = layers(caller);
        if (layers.size() == 1) {
            return all;
        }
        if (layered.size() >= MOST_KEPT) {
            layered.clear();
        }
        List<String> key = new ArrayList<>(layers.stream().map(Layer::name).toList());
        if (issue != null || layers.get(layers.size() - 1).name().equals(Layer.AGENT)) {
            key.add(caller.agent().orElse(""));
        }
        return layered.computeIfAbsent(key, absent -> lay(layers, caller.agent()));
    }

    /** The same with a member that says which layer each value came from; a copy that is not signed. */
    Served explained(Served served) {
        try {
            ObjectNode document = StrictJson.object(served.body());
            ObjectNode layers = document.putObject(PolicyDocument.LAYERS);
            served.origins().forEach(layers::put);
            return Served.of(document, served.origins(), null);
        } catch (PolicyException e) {
            throw new IllegalStateException("it was written here", e);
        }
    }

    private List<Layer> layers(Caller caller) {
        List<Layer> layers = new ArrayList<>();
        // From the last by name to the first, which wins.
        set.overrides().groups().forEach((name, group) -> {
            if (caller.agent().filter(group.members()::contains).isPresent()
                    || caller.user().filter(group.members()::contains).isPresent()) {
                layers.add(0, Layer.group(name, group.values()));
            }
        });
        layers.add(0, base);
        caller.agent()
                .map(set.overrides().agents()::get)
                .ifPresent(values -> layers.add(new Layer(Layer.AGENT, values)));
        return layers;
    }

    private Served lay(List<Layer> layers, Optional<String> agent) {
        ObjectNode together = StrictJson.JSON.createObjectNode();
        Map<String, String> origins = new LinkedHashMap<>();
        for (Layer layer : layers) {
            together = Layer.over(together, layer.values());
            layer.values().fieldNames().forEachRemaining(name -> origins.put(name, layer.name()));
            if (layer.values().has(PolicyDocument.INTERVAL_SECONDS)) {
                origins.put(PolicyDocument.INTERVAL, layer.name());
            } else if (layer.values().has(PolicyDocument.INTERVAL)) {
                origins.remove(PolicyDocument.INTERVAL_SECONDS);
            }
        }
        try {
            ObjectNode document = PolicyDocument.of(together).toJson();
            if (issue != null) {
                // What is for one agent is of no use to another one.
                issue.stamp(document, layers.size() > 1 ? agent : Optional.empty());
            }
            return Served.of(document, Map.copyOf(origins), issue);
        } catch (PolicyException e) {
            throw new IllegalStateException("each layer was checked when it came", e);
        }
    }
}
