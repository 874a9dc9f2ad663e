package io.workstatus.agent.deploy;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a component with several PIDs has a configuration, though an empty one, for each but the last.
 *
 * <p>When a bundle starts, Felix SCR 2.2.18 looks its components' PIDs up in their order, and stops at the first one that
 * has no configuration. A component with {@code {its own, the policy}} and nothing configured of its own would therefore
 * start without the policy that is in force, and record by its defaults until the policy changes.
 */
@Component(service = {OwnConfigurations.class, ConfigurationListener.class})
public final class OwnConfigurations implements ConfigurationListener {

    private static final Logger LOG = LoggerFactory.getLogger(OwnConfigurations.class);

    private final ConfigurationAdmin configurations;
    private final ServiceComponentRuntime components;
    private final Set<String> needed = ConcurrentHashMap.newKeySet();

    @Activate
    public OwnConfigurations(
            @Reference ConfigurationAdmin configurations, @Reference ServiceComponentRuntime components) {
        this.configurations = configurations;
        this.components = components;
    }

    /**
     * Makes what is missing for the components of a bundle that runs.
     *
     * @return whether something was missing: the bundle has to be started again to see all of its configurations
     */
    boolean complete(Bundle bundle) throws IOException {
        boolean missing = false;
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
            for (int i = 0; i < description.configurationPid.length - 1; i++) {
                needed.add(description.configurationPid[i]);
                missing |= make(description.configurationPid[i]);
            }
        }
        return missing;
    }

    /** One that somebody deletes is made again, empty. */
    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getType() == ConfigurationEvent.CM_DELETED && needed.contains(event.getPid())) {
            try {
                make(event.getPid());
            } catch (IOException e) {
                LOG.warn("Configuration {} could not be made: {}", event.getPid(), e.getMessage());
            }
        }
    }

    private boolean make(String pid) throws IOException {
        Configuration configuration = configurations.getConfiguration(pid, "?");
        if (configuration.getProperties() != null) {
            return false;
        }
        configuration.update(FrameworkUtil.asDictionary(Map.of()));
        return true;
    }
}
