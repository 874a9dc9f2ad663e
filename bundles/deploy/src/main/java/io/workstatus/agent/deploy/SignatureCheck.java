package io.workstatus.agent.deploy;

import io.workstatus.agent.api.status.StatusPart;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says whether jars must be signed here: a machine on which anybody's jar is taken should not look like one that checks. */
@Component(
        service = {HealthCheck.class, StatusPart.class},
        property = {
            HealthCheck.NAME + "=Signatures of capabilities",
            HealthCheck.TAGS + "=deploy",
        })
public final class SignatureCheck implements HealthCheck, StatusPart {

    /** For people: what is not checked, and how to change that. */
    static final String UNCHECKED =
            "Signatures of jars are not checked: no key is pinned. For a machine at work, put the"
                    + " certificate of whoever signs its jars into the home's folder trust/, as a .pem file";

    private final Deployment deployment;

    @Activate
    public SignatureCheck(@Reference Deployment deployment) {
        this.deployment = deployment;
    }

    @Override
    public Result execute() {
        int keys = deployment.pinnedKeys();
        return keys == 0
                ? new Result(Result.Status.WARN, UNCHECKED)
                : new Result(Result.Status.OK, "Jars must be signed by one of " + keys + " pinned keys");
    }

    @Override
    public String name() {
        return "signatures";
    }

    @Override
    public Object value() {
        int keys = deployment.pinnedKeys();
        return Map.of("checked", keys > 0, "pinnedKeys", keys);
    }
}
