package io.workstatus.agent.capture;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;

/** How the last tick went. It is there also while nothing may be recorded, and tells that. */
@Component(
        service = {HealthCheck.class, CaptureCheck.class},
        immediate = true,
        property = {HealthCheck.NAME + "=capture", HealthCheck.TAGS + "=capture"})
public final class CaptureCheck implements HealthCheck {

    private volatile Result result = new Result(Result.Status.OK, "not recording now");

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
