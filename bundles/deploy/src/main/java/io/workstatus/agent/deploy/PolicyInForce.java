package io.workstatus.agent.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.workstatus.agent.api.policy.Policy;
import java.io.IOException;
import java.util.Dictionary;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The policy in force as Configuration Admin has it: it stays in force while nobody runs who fetches one. */
@Component(service = PolicyInForce.class)
public final class PolicyInForce {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyInForce.class);

    private final ConfigurationAdmin configurations;

    @Activate
    public PolicyInForce(@Reference ConfigurationAdmin configurations) {
        this.configurations = configurations;
    }

    /** The document by its own names, or null if none was ever in force. */
    @Nullable
    Map<String, Object> inForce() {
        try {
            Dictionary<String, Object> properties =
                    configurations.getConfiguration(Policy.PID, "?").getProperties();
            Object document = properties == null ? null : properties.get(Policy.DOCUMENT);
            return document == null
                    ? null
                    : Json.MAPPER.readValue(document.toString(), new TypeReference<Map<String, Object>>() {});
        } catch (JsonProcessingException e) {
            LOG.warn("The policy in force is no JSON: {}", e.getOriginalMessage());
            return null;
        } catch (IOException e) {
            LOG.warn("The policy in force cannot be read: {}", e.getMessage());
            return null;
        }
    }
}
