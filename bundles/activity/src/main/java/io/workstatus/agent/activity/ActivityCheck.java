package io.workstatus.agent.activity;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;

/** How counting goes. It is there also while nothing may be recorded, and tells that. */
@Component(
        service = {HealthCheck.class, ActivityCheck.class},
        immediate = true,
        property = {HealthCheck.NAME + "=activity", HealthCheck.TAGS + "=activity"})
public final class ActivityCheck implements HealthCheck {

    static final String IDLE = "not counting now";

    private volatile Result result = new Result(Result.Status.OK, IDLE);

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
