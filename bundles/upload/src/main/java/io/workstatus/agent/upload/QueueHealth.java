package io.workstatus.agent.upload;

import java.io.IOException;
import java.util.Optional;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the queue takes and sends, and whether its books balance. */
@Component(
        name = "io.workstatus.agent.upload.health",
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=Upload queue", HealthCheck.TAGS + "=upload"})
public final class QueueHealth implements HealthCheck {

    private final DurableQueue queue;

    @Activate
    public QueueHealth(@Reference DurableQueue queue) {
        this.queue = queue;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        queue.flaws().forEach(why -> log.warn("{}", why));
        queue.trouble().ifPresent(why -> log.critical("{}", why));
        queue.snapshot().ifPresent(line -> check(line, log));
        return new Result(log);
    }

    private void check(Line.Snapshot line, FormattingResultLog log) {
        log.info("{} items wait, {} bytes.", line.pending(), line.pendingBytes());
        if (line.unaccounted() != 0) {
            log.critical(
                    "The books do not balance by {}: something else than the agent changed {}.",
                    line.unaccounted(),
                    queue.folder().root());
        }
        Optional<QueueError> error = line.lastError();
        if (error.isPresent() && !error.get().blocking()) {
            log.warn("{} ({})", error.get().message(), error.get().code());
        }
        try {
            if (queue.folder().hasQuarantined()) {
                log.warn("Items were set aside in {}.", queue.folder().root().resolve("quarantine"));
            }
        } catch (IOException e) {
            log.warn("The quarantine cannot be looked at: {}", e.toString());
        }
    }
}
