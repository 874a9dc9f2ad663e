package io.workstatus.agent.battery;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;

/** How the last look at the battery went. */
@Component(
        service = {HealthCheck.class, BatteryCheck.class},
        immediate = true,
        property = {HealthCheck.NAME + "=battery", HealthCheck.TAGS + "=battery"})
public final class BatteryCheck implements HealthCheck {

    private volatile Result result = new Result(Result.Status.OK, "not looked yet");

    @Override
    public Result execute() {
        return result;
    }

    void well(String message) {
        result = new Result(Result.Status.OK, message);
    }

    void warn(String message) {
        result = new Result(Result.Status.WARN, message);
    }
}
