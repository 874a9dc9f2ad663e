package io.workstatus.agent.journal;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether what happens is written down. */
@Component(
        name = "io.workstatus.agent.journal.health",
        property = {"hc.name=Journal", "hc.tags=journal"})
public final class JournalHealthCheck implements HealthCheck {

    private final FileJournal journal;

    @Activate
    public JournalHealthCheck(@Reference FileJournal journal) {
        this.journal = journal;
    }

    @Override
    public Result execute() {
        String outage = journal.outage();
        long dropped = journal.dropped();
        String unsigned = journal.unsigned();
        if (outage == null && unsigned != null) {
            return new Result(
                    Result.Status.WARN, "records are written, but none is vouched for, repair the key: " + unsigned);
        }
        if (outage == null) {
            return dropped == 0
                    ? new Result(Result.Status.OK, "every record is written")
                    : new Result(
                            Result.Status.WARN,
                            dropped + " records were dropped since the start; the journal says where");
        }
        String waiting = journal.waiting() + " records wait in memory, make room or repair the disk: " + outage;
        return dropped == 0
                ? new Result(Result.Status.WARN, waiting)
                : new Result(Result.Status.CRITICAL, dropped + " records were dropped, " + waiting);
    }
}
