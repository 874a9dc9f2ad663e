package io.workstatus.agent.config.client;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the policy in force is the one that the source has. */
@Component(
        name = "io.workstatus.agent.config.client.health",
        property = {"hc.name=Policy", "hc.tags=config-client"})
public final class ConfigClientHealthCheck implements HealthCheck {

    private final ConfigClient client;

    @Activate
    public ConfigClientHealthCheck(@Reference ConfigClient client) {
        this.client = client;
    }

    @Override
    public Result execute() {
        String trouble = client.trouble();
        return trouble == null
                ? new Result(Result.Status.OK, "the policy is current")
                : new Result(Result.Status.WARN, trouble + "; the last good policy stays in force");
    }
}
