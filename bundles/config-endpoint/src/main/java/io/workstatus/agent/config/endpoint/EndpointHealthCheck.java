package io.workstatus.agent.config.endpoint;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the policy reaches everybody whom it is to reach. */
@Component(
        name = "io.workstatus.agent.config.endpoint.health",
        property = {HealthCheck.NAME + "=Policy endpoint", HealthCheck.TAGS + "=config-endpoint"})
public final class EndpointHealthCheck implements HealthCheck {

    private final FleetListener fleet;
    private final Publisher publisher;

    @Activate
    public EndpointHealthCheck(@Reference FleetListener fleet, @Reference Publisher publisher) {
        this.fleet = fleet;
        this.publisher = publisher;
    }

    @Override
    public Result execute() {
        String trouble = fleet.trouble() == null ? publisher.trouble() : fleet.trouble();
        return trouble == null ? new Result(Result.Status.OK, "the policy is served") : warning(trouble);
    }

    private static Result warning(@Nullable String trouble) {
        return new Result(Result.Status.WARN, trouble);
    }
}
