package io.workstatus.agent.capture;

import io.workstatus.agent.api.journal.Journal;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at once, signed in or not, what is wrong with the local settings: {@link Capture} would meet a wrong value only while
 * it may record, and not at all while the policy overrides it.
 */
@Component(
        configurationPid = Capture.PID,
        service = HealthCheck.class,
        immediate = true,
        property = {HealthCheck.NAME + "=capture settings", HealthCheck.TAGS + "=capture"})
public final class LocalSettings implements HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LocalSettings.class);
    private static final Result WELL = new Result(Result.Status.OK, "the local settings are in order");

    private final Journal journal;
    private volatile Result result = WELL;

    @Activate
    public LocalSettings(Map<String, Object> properties, @Reference Journal journal) {
        this.journal = journal;
        check(properties);
    }

    @Modified
    void check(Map<String, Object> properties) {
        try {
            Settings.from(properties);
            result = WELL;
        } catch (InvalidSettingException e) {
            LOG.warn("A setting is not used: {}", e.getMessage());
            journal.append("configuration.invalid", Map.of("pid", Capture.PID, "why", String.valueOf(e.getMessage())));
            result = new Result(Result.Status.WARN, e.getMessage());
        }
    }

    @Override
    public Result execute() {
        return result;
    }
}
