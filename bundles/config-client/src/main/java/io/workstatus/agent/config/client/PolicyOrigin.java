package io.workstatus.agent.config.client;

import io.workstatus.agent.api.policy.Policy;
import io.workstatus.agent.api.status.StatusPart;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/** The status's member {@code policySource}: the address that the policy in force came from; null for a fresh install's. */
@Component(name = "io.workstatus.agent.config.client.origin", configurationPid = Policy.PID)
public final class PolicyOrigin implements StatusPart {

    private volatile Map<String, Object> configuration;

    @Activate
    public PolicyOrigin(Map<String, Object> configuration) {
        this.configuration = configuration;
    }

    @Modified
    void modified(Map<String, Object> changed) {
        configuration = changed;
    }

    @Override
    public String name() {
        return "policySource";
    }

    @Override
    public @Nullable Object value() {
        return configuration.get(Policy.SOURCE) instanceof String source ? Map.of("url", source) : null;
    }
}
