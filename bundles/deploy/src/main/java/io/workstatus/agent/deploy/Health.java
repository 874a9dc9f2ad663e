package io.workstatus.agent.deploy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** What each bundle's own health checks say. */
@Component(service = Health.class)
public final class Health {

    /** From best to worst; {@code UNKNOWN} where a bundle has no check. */
    enum Level {
        UNKNOWN,
        OK,
        WARN,
        CRITICAL
    }

    /** All but those of a tag that nobody has: asked for none, or for any, the executor leaves out what has no tag. */
    private static final HealthCheckSelector ALL = HealthCheckSelector.tags("-nobody");

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable HealthCheckExecutor executor;

    @Activate
    public Health() {}

    /** The worst level of each bundle that has checks, by bundle id. */
    Map<Long, Level> levels() {
        HealthCheckExecutor current = executor;
        List<HealthCheckExecutionResult> results = current == null ? List.of() : current.execute(ALL);
        Map<Long, Level> levels = new HashMap<>();
        for (HealthCheckExecutionResult result : results) {
            Bundle bundle =
                    result.getHealthCheckMetadata().getServiceReference().getBundle();
            if (bundle != null) { // its service went meanwhile
                levels.merge(bundle.getBundleId(), level(result.getHealthCheckResult()), Health::worse);
            }
        }
        return levels;
    }

    private static Level worse(Level one, Level other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Level level(Result result) {
        return switch (result.getStatus()) {
            case OK -> Level.OK;
            case WARN, TEMPORARILY_UNAVAILABLE -> Level.WARN;
            case CRITICAL, HEALTH_CHECK_ERROR -> Level.CRITICAL;
        };
    }
}
