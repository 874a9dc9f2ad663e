package io.workstatus.agent.activity;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.queue.UploadQueue;
import io.workstatus.agent.api.recording.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the samples, and sees to it that they are uploaded: each hour when it is over, and what there is when a session
 * ends. Needs no permit, because what was recorded has to leave also when nothing is recorded any more.
 */
@Component(name = Samples.PID, service = Samples.class, immediate = true)
@Designate(ocd = SamplesConfig.class)
public final class Samples {

    static final String PID = "io.workstatus.agent.activity.samples";

    private static final Logger LOG = LoggerFactory.getLogger(Samples.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
    private static final Duration END_LIMIT = Duration.ofMillis(1500);

    private final TimeSource time;
    private final SampleFolder folder;
    private final HourlyUpload upload;
    private final Duration keep;
    private final ScheduledExecutorService keeper;
    private final AtomicReference<@Nullable UploadQueue> queue = new AtomicReference<>();
    private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
    private @Nullable String trouble;

    @Activate
    public Samples(
            BundleContext context, @Reference CopyTerms terms, @Reference TimeSource time, @Reference Journal journal)
            throws IOException {
        this(
                Path.of(context.getProperty(LaunchProperties.HOME)).resolve("activity"),
                Objects.requireNonNull(context.getProperty(LaunchProperties.AGENT_ID), "no agent id"),
                terms.keep(),
                time,
                journal);
    }

    Samples(Path root, String agentId, Duration keep, TimeSource time, Journal journal) throws IOException {
        this.time = time;
        this.keep = keep;
        folder = new SampleFolder(root);
        folder.start(time.now());
        upload = new HourlyUpload(folder, agentId, journal);
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "workstatus-activity-samples");
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        keeper = executor;
    }

    @Activate
    @SuppressWarnings("FutureReturnValueIgnored") // tend() lets nothing escape.
    void start() {
        keeper.scheduleWithFixedDelay(this::tend, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void stop() throws InterruptedException {
        keeper.shutdown();
        if (!keeper.awaitTermination(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("The samples of activity are still being written; the disk is slow");
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindQueue(UploadQueue service) {
        queue.set(service);
        soon(this::tend);
    }

    void unbindQueue(UploadQueue service) {
        queue.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindSession(Session service) {
        session.set(service);
    }

    void unbindSession(Session service) {
        session.compareAndSet(service, null);
        soon(this::tend);
    }

    SampleFolder folder() {
        return folder;
    }

    private void soon(Runnable task) {
        try {
            keeper.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The samples are kept until they are looked at again");
        }
    }

    /** The last sample of a session may be appended a moment after its end was heard of here: it is sealed at the next look. */
    private void tend() {
        try {
            if (session.get() == null) {
                folder.seal();
            } else {
                folder.sealIfOver(time.now());
            }
            offer();
            folder.forgetBefore(time.now().minus(keep));
            trouble = null;
        } catch (IOException | RuntimeException e) {
            troubled(e);
        }
    }

    private void offer() throws IOException {
        UploadQueue taker = queue.get();
        if (taker != null) {
            upload.offerAll(taker);
        }
    }

    /** Once for each reason. */
    private void troubled(Exception e) {
        String what = e.toString();
        if (!what.equals(trouble)) {
            trouble = what;
            LOG.warn("The samples of activity cannot be looked after now: {}", what);
        }
    }
}
