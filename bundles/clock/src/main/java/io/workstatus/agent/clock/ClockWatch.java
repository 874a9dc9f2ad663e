package io.workstatus.agent.clock;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the clocks every second, and notes what happened to them: a jump, a sleep, another zone, daylight saving. */
@Component(service = ClockWatch.class, immediate = true)
public final class ClockWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
    private static final long BETWEEN_LOOKS_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 1_500;

    private final TimeSource time;
    private final Journal journal;
    private final Supplier<Optional<Duration>> sinceBoot;
    private final ScheduledThreadPoolExecutor thread;
    private volatile Optional<Noticed> last = Optional.empty();

    // Of the thread alone, once that runs.
    private Reading before;

    /** The newest change and when it was noticed, by the clock as it was then. */
    record Noticed(ClockChange change, Instant at) {}

    @Activate
    public ClockWatch(@Reference TimeSource time, @Reference Journal journal) {
        this(time, journal, Reading::uptime);
    }

    ClockWatch(TimeSource time, Journal journal, Supplier<Optional<Duration>> sinceBoot) {
        this.time = time;
        this.journal = journal;
        this.sinceBoot = sinceBoot;
        this.before = Reading.of(time, sinceBoot);
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread looking = new Thread(task, "workstatus-clock");
            looking.setDaemon(true);
            return looking;
        });
    }

    @Activate
    void open() {
        var unused = thread.scheduleWithFixedDelay(
                this::lookAgain, BETWEEN_LOOKS_MILLIS, BETWEEN_LOOKS_MILLIS, MILLISECONDS);
    }

    @Deactivate
    void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_MILLIS, MILLISECONDS)) {
                LOG.debug("a look at the clocks is still under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What happened last, if anything did since the start. */
    Optional<Noticed> last() {
        return last;
    }

    void look() {
        Reading now = Reading.of(time, sinceBoot);
        for (ClockChange change : now.since(before)) {
            LOG.info("{}", change.text());
            journal.append(change.type(), change.data());
            last = Optional.of(new Noticed(change, now.wall()));
        }
        before = now;
    }

    private void lookAgain() {
        try {
            look();
        } catch (RuntimeException e) {
            // Thrown out of here, it would be the last look.
            LOG.error("The clocks could not be compared", e);
        }
    }
}
