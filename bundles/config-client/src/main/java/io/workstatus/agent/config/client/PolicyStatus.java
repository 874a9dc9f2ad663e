package io.workstatus.agent.config.client;

import io.workstatus.agent.api.policy.Policy;
import io.workstatus.agent.api.status.StatusPart;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/** Tells the policy in force, by the names of {@code /get-config}; without one, what a fresh install does. */
@Component(name = "io.workstatus.agent.config.client.status", configurationPid = Policy.PID)
public final class PolicyStatus implements StatusPart {

    private static final double DEFAULT_SECONDS = 600;

    private volatile Map<String, Object> configuration;

    @Activate
    public PolicyStatus(Map<String, Object> configuration) {
        this.configuration = configuration;
    }

    @Modified
    void modified(Map<String, Object> changed) {
        configuration = changed;
    }

    @Override
    public String name() {
        return "policy";
    }

    @Override
    public Object value() {
        Map<String, Object> now = configuration;
        double seconds =
                now.get(Policy.INTERVAL_SECONDS) instanceof Number number ? number.doubleValue() : DEFAULT_SECONDS;
        return Map.of(
                ReceivedPolicy.INTERVAL,
                whole(seconds / 60),
                ReceivedPolicy.INTERVAL_SECONDS,
                whole(seconds),
                ReceivedPolicy.CAPTURE,
                !Boolean.FALSE.equals(now.get(Policy.ENABLED)),
                ReceivedPolicy.BLURRED,
                !Boolean.FALSE.equals(now.get(Policy.BLURRED)));
    }

    private static Number whole(double value) {
        return value == Math.rint(value) ? (Number) (long) value : (Number) value;
    }
}
