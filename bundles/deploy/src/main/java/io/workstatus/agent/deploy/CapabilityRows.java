package io.workstatus.agent.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The capabilities as the API shows them. */
@Component(service = CapabilityRows.class)
public final class CapabilityRows {

    private final Deployment deployment;
    private final SwapWatch watch;
    private final Health health;

    @Activate
    public CapabilityRows(@Reference Deployment deployment, @Reference SwapWatch watch, @Reference Health health) {
        this.deployment = deployment;
        this.watch = watch;
        this.health = health;
    }

    /** All of them, by id. */
    List<Map<String, Object>> rows() {
        Map<Long, Health.Level> levels = health.levels();
        return deployment.capabilities().stream()
                .map(bundle -> row(bundle, levels))
                .sorted((one, other) -> ((String) one.get("id")).compareTo((String) other.get("id")))
                .toList();
    }

    Map<String, Object> row(Bundle bundle) {
        return row(bundle, health.levels());
    }

    /** Whether any of them cannot do its work for a reason of its own. */
    boolean anyBroken() {
        Map<Long, Health.Level> levels = health.levels();
        return deployment.capabilities().stream()
                .anyMatch(bundle -> watch.state(bundle).broken()
                        || levels.getOrDefault(bundle.getBundleId(), Health.Level.UNKNOWN)
                                        .compareTo(Health.Level.WARN)
                                >= 0);
    }

    private Map<String, Object> row(Bundle bundle, Map<Long, Health.Level> levels) {
        CapabilityState state = watch.state(bundle);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", Container.id(bundle));
        row.put("version", bundle.getVersion().toString());
        deployment
                .previous(Container.id(bundle))
                .ifPresent(previous ->
                        row.put("previous", Map.of("version", previous.version(), "sha256", previous.sha256())));
        row.put("state", lower(state.kind()));
        state.reason().ifPresent(reason -> row.put("reason", reason));
        row.put("health", lower(levels.getOrDefault(bundle.getBundleId(), Health.Level.UNKNOWN)));
        return row;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
