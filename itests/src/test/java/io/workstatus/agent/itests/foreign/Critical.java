package io.workstatus.agent.itests.foreign;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

/** Runs, and says that it does not work. */
public final class Critical implements HealthCheck {

    /** Called by Service Component Runtime. */
    public void activate() {
        // it comes up well
    }

    /** Called by Service Component Runtime. */
    public void deactivate() {
        // and ends well
    }

    @Override
    public Result execute() {
        return new Result(Result.Status.CRITICAL, "nothing works");
    }
}
