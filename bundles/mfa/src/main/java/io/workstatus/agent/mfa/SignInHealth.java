package io.workstatus.agent.mfa;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether signing in works. */
@Component(property = {HealthCheck.NAME + "=Sign-in", HealthCheck.TAGS + "=mfa"})
public final class SignInHealth implements HealthCheck {

    private final Mfa mfa;

    @Activate
    public SignInHealth(@Reference Mfa mfa) {
        this.mfa = mfa;
    }

    @Override
    public Result execute() {
        return mfa.problem()
                .map(problem -> new Result(Result.Status.CRITICAL, problem))
                .orElseGet(() -> new Result(Result.Status.OK, "Users can sign in."));
    }
}
