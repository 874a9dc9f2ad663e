package io.workstatus.agent.config.client;

import io.workstatus.agent.api.policy.Policy;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The one configuration that is the policy in force. Configuration Admin keeps it over restarts, with or without us. */
final class PolicyConfiguration {

    private final ConfigurationAdmin configurations;

    PolicyConfiguration(ConfigurationAdmin configurations) {
        this.configurations = configurations;
    }

    /** Whether exactly this is in force. */
    boolean holds(ReceivedPolicy policy, String source) throws IOException {
        Map<String, Object> kept = properties();
        return Double.valueOf(policy.intervalSeconds()).equals(kept.get(Policy.INTERVAL_SECONDS))
                && Boolean.valueOf(policy.capture()).equals(kept.get(Policy.ENABLED))
                && Boolean.valueOf(policy.blurred()).equals(kept.get(Policy.BLURRED))
                && source.equals(kept.get(Policy.SOURCE))
                && document(kept).filter(policy::equals).isPresent();
    }

    /** The policy that is in force, if there is one. */
    Optional<ReceivedPolicy> current() throws IOException {
        return document(properties());
    }

    /** All of it at once: whoever follows it never sees a half. */
    void put(ReceivedPolicy policy, String source) throws IOException {
        Map<String, Object> properties = Map.of(
                Policy.INTERVAL_SECONDS, policy.intervalSeconds(),
                Policy.ENABLED, policy.capture(),
                Policy.BLURRED, policy.blurred(),
                Policy.DOCUMENT, policy.document().toString(),
                Policy.SOURCE, source);
        configurations.getConfiguration(Policy.PID, "?").update(FrameworkUtil.asDictionary(properties));
    }

    private static Optional<ReceivedPolicy> document(Map<String, Object> kept) {
        try {
            return kept.get(Policy.DOCUMENT) instanceof String text
                    ? Optional.of(ReceivedPolicy.parse(text))
                    : Optional.empty();
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    private Map<String, Object> properties() throws IOException {
        try {
            Configuration[] found = configurations.listConfigurations("(service.pid=" + Policy.PID + ")");
            return found == null ? Map.of() : FrameworkUtil.asMap(found[0].getProperties());
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("the filter is a constant", e);
        }
    }
}
