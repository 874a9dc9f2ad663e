package io.workstatus.agent.capture;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.frame.BlurringFilter;
import io.workstatus.agent.api.frame.FrameEncoder;
import io.workstatus.agent.api.frame.FrameFilter;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.policy.Policy;
import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.queue.UploadQueue;
import io.workstatus.agent.api.recording.Permit;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the screenshots, on one thread of its own: exists exactly while recording is allowed and there is a display. */
@Component(
        name = Capture.PID,
        configurationPid = {Capture.PID, Policy.PID},
        service = {})
public final class Capture {

    static final String PID = "io.workstatus.agent.capture";

    private static final Logger LOG = LoggerFactory.getLogger(Capture.class);
    private static final Duration END_LIMIT = Duration.ofMillis(1500);
    private static final Duration UNTIL_DECLARED = Duration.ofMillis(100);
    private static final String IDLE = "not recording now";

    private final Permit permit;
    private final TimeSource time;
    private final Journal journal;
    private final TickBook book;
    private final CaptureCheck check;
    private final Predicate<Settings> declared;
    private final Settings settings;
    private final @Nullable String invalid;
    private final Pipeline pipeline;
    private final WaitingSign sign;
    private final ScheduledThreadPoolExecutor executor;

    private final Ranked<FrameFilter> filters = new Ranked<>();
    private final Ranked<FrameEncoder> encoders = new Ranked<>();
    private final AtomicReference<@Nullable BlurringFilter> blur = new AtomicReference<>();
    private final AtomicReference<@Nullable UploadQueue> queue = new AtomicReference<>();

    private volatile boolean running;
    private volatile @Nullable String failure;
    private @Nullable String skipped;

    /** Wires; nothing starts before {@link #start}. */
    @Activate
    public Capture(
            BundleContext context,
            Map<String, Object> properties,
            @Reference ComponentServiceObjects<Permit> permits,
            @Reference Display display,
            @Reference TimeSource time,
            @Reference Journal journal,
            @Reference TickBook book,
            @Reference CaptureCheck check,
            @Reference ScreenshotTerms terms) {
        this(context, properties, TakenBack.or(permits), time, journal, book, check, terms::cover, new RobotGrabber());
    }

    Capture(
            BundleContext context,
            Map<String, Object> properties,
            Permit permit,
            TimeSource time,
            Journal journal,
            TickBook book,
            CaptureCheck check,
            Predicate<Settings> declared,
            Grabber grabber) {
        this.permit = permit;
        this.time = time;
        this.journal = journal;
        this.book = book;
        this.check = check;
        this.declared = declared;
        Settings read = Settings.NOTHING;
        String problem = null;
        try {
            read = Settings.from(properties);
        } catch (InvalidSettingException e) {
            problem = e.getMessage();
        }
        settings = read;
        invalid = problem;
        String agentId = Objects.requireNonNull(context.getProperty(LaunchProperties.AGENT_ID), "no agent id");
        pipeline = new Pipeline(
                settings,
                permit.session().user(),
                () -> running && permit.isValid(),
                grabber,
                new Screenshots(agentId),
                time);
        sign = new WaitingSign(context, this::reasonToWait);
        executor = new ScheduledThreadPoolExecutor(1, Capture::thread, new ThreadPoolExecutor.DiscardPolicy());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Activate
    void start() {
        running = true;
        if (!permit.isValid()) {
            return; // It goes again with the permit, which is gone for good.
        }
        if (settings.enabled()) {
            schedule(book.begin(permit.session(), settings.intervalNanos(), time.nanoTime()));
        } else {
            book.interrupted();
            tellWhyNot();
        }
        sign.refresh();
    }

    private void tellWhyNot() {
        if (invalid == null) {
            check.well("screenshots are switched off");
        } else {
            LOG.warn("No screenshots are taken: {}", invalid);
            check.warn(invalid);
        }
    }

    /** A grab under way is left to finish, because it cannot be stopped; its frame is dropped. */
    @Deactivate
    void deactivate() throws InterruptedException {
        running = false;
        executor.shutdown();
        sign.refresh();
        if (!executor.awaitTermination(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            executor.shutdownNow();
        }
        if (!permit.isValid()) {
            book.interrupted();
        }
        check.well(IDLE);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindBlur(BlurringFilter service) {
        blur.set(service);
        executor.execute(pipeline::forget);
        sign.refresh();
    }

    /** It may blur otherwise from now on. */
    void updatedBlur(BlurringFilter service) {
        executor.execute(pipeline::forget);
    }

    void unbindBlur(BlurringFilter service) {
        blur.compareAndSet(service, null);
        sign.refresh();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindQueue(UploadQueue service) {
        queue.set(service);
        sign.refresh();
    }

    void unbindQueue(UploadQueue service) {
        queue.compareAndSet(service, null);
        sign.refresh();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindEncoder(ServiceReference<FrameEncoder> reference, FrameEncoder service) {
        encoders.add(reference, service);
        sign.refresh();
    }

    void unbindEncoder(ServiceReference<FrameEncoder> reference, FrameEncoder service) {
        encoders.remove(reference);
        sign.refresh();
    }

    /** Without those that blur: they come last, and only if blurred frames are asked for. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(!(objectClass=io.workstatus.agent.api.frame.BlurringFilter))")
    void bindFilter(ServiceReference<FrameFilter> reference, FrameFilter service) {
        filters.add(reference, service);
    }

    void unbindFilter(ServiceReference<FrameFilter> reference, FrameFilter service) {
        filters.remove(reference);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A tick lets nothing escape.
    private void schedule(long dueNanos) {
        executor.schedule(this::tick, Math.max(0, dueNanos - time.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** Noted as taken at its start, so that a component that comes in its midst does not take it again. */
    private void tick() {
        long startedNanos = time.nanoTime();
        book.taken(permit.session(), settings.intervalNanos(), startedNanos);
        boolean again = true;
        try {
            again = record(startedNanos);
            sign.refresh();
        } catch (RuntimeException e) {
            LOG.error("A tick ended unexpectedly; the next one is taken when it is due", e);
        }
        if (again && running) {
            schedule(book.taken(permit.session(), settings.intervalNanos(), time.nanoTime()));
        }
    }

    /** Under way for the permit until the screenshot was told of: whoever takes the permit back waits for that. */
    private boolean record(long startedNanos) {
        Optional<Permit.Recording> recording = permit.begin();
        if (recording.isEmpty()) {
            return true;
        }
        try {
            if (!declared.test(settings)) {
                // Other settings are on their way here, and only they were agreed to.
                book.giveBack(permit.session(), startedNanos);
                schedule(startedNanos + UNTIL_DECLARED.toNanos());
                return false;
            }
            return conclude(take(), startedNanos);
        } finally {
            recording.get().close();
        }
    }

    private Tick take() {
        Equipment.Line line;
        try {
            line = equipment().line(settings);
        } catch (Equipment.MissingException e) {
            return new Tick.Unequipped(String.valueOf(e.getMessage()));
        }
        return pipeline.run(line);
    }

    /** Tells what came of a tick, and whether there may be another one. */
    private boolean conclude(Tick tick, long startedNanos) {
        if (tick instanceof Tick.Taken taken) {
            taken(taken);
        } else if (tick instanceof Tick.Unchanged unchanged) {
            succeeded("nothing has changed on the screen since the screenshot of " + written(unchanged.since()));
            journal.append("screenshot.unchanged", Map.of("id", unchanged.id(), "since", written(unchanged.since())));
        } else if (tick instanceof Tick.Unequipped unequipped) {
            failure = null;
            dropped(unequipped.why());
        } else if (tick instanceof Tick.Failed failed) {
            failure = failed.why();
            dropped(failed.why());
            return !failed.forGood();
        } else if (permit.isValid()) {
            book.giveBack(permit.session(), startedNanos);
        }
        return true;
    }

    private void taken(Tick.Taken taken) {
        Artifact artifact = taken.artifact();
        LOG.debug("Screenshot {}: {}", artifact.id(), taken.stages());
        succeeded("last screenshot %s: %s".formatted(written(artifact.createdAt()), taken.stages()));
        journal.append(
                "screenshot.taken",
                Map.of(
                        "id", artifact.id(),
                        "user", artifact.user(),
                        "key", artifact.key(),
                        "width", Integer.valueOf(artifact.attributes().get(Artifact.WIDTH)),
                        "height", Integer.valueOf(artifact.attributes().get(Artifact.HEIGHT)),
                        "bytes", artifact.content().length,
                        "blurred", settings.blurred()));
    }

    private void succeeded(String message) {
        failure = null;
        skipped = null;
        check.well(message);
    }

    /** Once for each change of the reason: ticks may come four times a second. */
    private void dropped(String why) {
        if (why.equals(skipped)) {
            return;
        }
        skipped = why;
        LOG.warn("No screenshot: {}", why);
        check.warn(why);
        journal.append("screenshot.skipped", Map.of("why", why));
    }

    private Optional<String> reasonToWait() {
        if (!running) {
            return Optional.empty();
        }
        if (invalid != null) {
            return Optional.of(invalid);
        }
        return settings.enabled()
                ? equipment().missing(settings).or(() -> Optional.ofNullable(failure))
                : Optional.empty();
    }

    private Equipment equipment() {
        return new Equipment(filters.list(), blur.get(), encoders.list(), queue.get());
    }

    private static String written(Instant instant) {
        return TimeSource.ISO_MILLIS.format(instant);
    }

    /** AWT hands the context class loader on to threads that never end, so it must not be one of a bundle. */
    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "workstatus-capture");
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        thread.setDaemon(true);
        return thread;
    }
}
