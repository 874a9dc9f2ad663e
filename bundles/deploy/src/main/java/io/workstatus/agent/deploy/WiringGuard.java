package io.workstatus.agent.deploy;

import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps configuration from changing how components are wired. Declarative Services reads {@code <reference>.target} and
 * {@code <reference>.cardinality.minimum} from a component's configuration, so that whoever may set an interval could also
 * let a recorder do without its permit.
 */
@Component
public final class WiringGuard implements ConfigurationPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(WiringGuard.class);
    private static final List<String> REFUSED = List.of(".target", ".cardinality.minimum");

    @Activate
    public WiringGuard() {}

    @Override
    public void modifyConfiguration(ServiceReference<?> reference, Dictionary<String, Object> properties) {
        for (String name : Collections.list(properties.keys())) {
            if (REFUSED.stream().anyMatch(name::endsWith)) {
                properties.remove(name);
                LOG.warn("Configuration property {} is refused: it would change how components are wired", name);
            }
        }
    }
}
