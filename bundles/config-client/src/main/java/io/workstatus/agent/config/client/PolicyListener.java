package io.workstatus.agent.config.client;

import io.workstatus.agent.api.policy.Policy;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Hears of it when the policy in force is edited or deleted by hand. */
@Component(name = "io.workstatus.agent.config.client.listener")
public final class PolicyListener implements ConfigurationListener {

    private final ConfigClient client;

    @Activate
    public PolicyListener(@Reference ConfigClient client) {
        this.client = client;
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (Policy.PID.equals(event.getPid())) {
            client.look();
        }
    }
}
