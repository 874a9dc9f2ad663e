package io.workstatus.agent.activity;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.status.StatusPart;
import io.workstatus.agent.api.status.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts input, on one thread of its own: exists, and with it the subscription to the desktop's events, exactly while
 * recording is allowed.
 */
@Component(name = Activity.PID, service = StatusPart.class, immediate = true)
@Designate(ocd = ActivityConfig.class)
public final class Activity implements StatusPart {

    static final String PID = "io.workstatus.agent.activity";

    private static final Logger LOG = LoggerFactory.getLogger(Activity.class);
    private static final Duration SAMPLE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);
    private static final Duration END_LIMIT = Duration.ofMillis(1800);

    private final boolean enabled;
    private final Permit permit;
    private final InputHook hook;
    private final SampleFolder folder;
    private final ActivityCheck check;
    private final Sampler sampler;
    private final Function<Waiting, Runnable> register;
    private final ScheduledThreadPoolExecutor executor;

    private volatile boolean counting;

    // Only touched on the executor's one thread.
    private @Nullable Waiting shown;
    private Runnable unregister = () -> {};

    /** Wires; nothing starts before {@link #start}. */
    @Activate
    public Activity(
            BundleContext context,
            ActivityConfig config,
            @Reference ComponentServiceObjects<Permit> permits,
            @Reference ActivityTerms terms,
            @Reference Samples samples,
            @Reference TimeSource time,
            @Reference ActivityCheck check) {
        this(
                config,
                terms.declared(),
                TakenBack.or(permits),
                samples.folder(),
                time,
                check,
                new NativeInputHook(Desktop::obstacle),
                waiting -> registered(context, waiting));
    }

    Activity(
            ActivityConfig config,
            boolean declared,
            Permit permit,
            SampleFolder folder,
            TimeSource time,
            ActivityCheck check,
            InputHook hook,
            Function<Waiting, Runnable> register) {
        this.enabled = config.enabled() && declared;
        this.permit = permit;
        this.hook = hook;
        this.folder = folder;
        this.check = check;
        this.register = register;
        this.sampler = new Sampler(permit, folder, time, idleAfter(config));
        this.executor = new ScheduledThreadPoolExecutor(1, Activity::thread);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    private static Runnable registered(BundleContext context, Waiting waiting) {
        ServiceRegistration<Waiting> registration = context.registerService(Waiting.class, waiting, null);
        return registration::unregister;
    }

    private static Duration idleAfter(ActivityConfig config) {
        int seconds = config.idleAfterSeconds();
        if (seconds < 1 || seconds > 3600) {
            LOG.warn(
                    "idleAfterSeconds is set to {}, but has to be 1 to 3600; 60 is used; change it in the"
                            + " configuration {}",
                    seconds,
                    PID);
            return Duration.ofSeconds(60);
        }
        return Duration.ofSeconds(seconds);
    }

    @Activate
    void start() {
        if (!permit.isValid()) {
            return; // It goes again with the permit, which is gone for good.
        }
        if (enabled) {
            executor.execute(this::begin);
        } else {
            check.well("counting is switched off");
        }
    }

    /** The subscription has ended, and what was counted is kept, when this returns. */
    @Deactivate
    void deactivate() throws InterruptedException {
        sampler.close();
        executor.execute(this::end);
        executor.shutdown();
        if (!executor.awaitTermination(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("The display does not answer; the subscription to input ends when it does");
        }
        check.well(ActivityCheck.IDLE);
    }

    @Override
    public String name() {
        return "activity";
    }

    /** Null before input is heard. */
    @Override
    public @Nullable Object value() {
        if (!counting) {
            return null;
        }
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("noInputSeconds", sampler.secondsWithoutInput());
        return value;
    }

    private void begin() {
        if (executor.isShutdown()) {
            return;
        }
        try {
            sampler.begin();
            hook.open(sampler.counter());
            folder.running(sampler::running);
            counting = true;
            show(null);
            check.well("counting");
            later(SAMPLE, this::sample);
        } catch (InputHook.UnavailableException e) {
            waitFor(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            waitFor("input cannot be counted: its folder cannot be read: " + e);
        } catch (RuntimeException e) {
            LOG.error("Counting could not begin", e);
            waitFor("input cannot be counted: " + e);
        }
    }

    private void waitFor(String reason) {
        if (shown == null || !shown.reason().equals(reason)) {
            LOG.warn("Waiting: {}", reason);
            check.warn(reason);
            show(reason);
        }
        later(BETWEEN_TRIES, this::begin);
    }

    private void sample() {
        keep();
        later(SAMPLE, this::sample);
    }

    private void keep() {
        try {
            sampler.keep();
            check.well("counting");
        } catch (IOException e) {
            check.warn("samples cannot be written and are kept in memory: " + e);
            LOG.warn("A sample could not be written and is kept in memory: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.error("A sample could not be taken; it is tried again", e);
        }
    }

    private void end() {
        hook.close();
        if (counting) {
            counting = false;
            keep();
            folder.running(Optional::empty);
        }
        show(null);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What is scheduled lets nothing escape.
    private void later(Duration delay, Runnable task) {
        if (!executor.isShutdown()) {
            executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** A new reason is there before the old one goes. */
    private void show(@Nullable String reason) {
        Runnable before = unregister;
        shown = reason == null ? null : new Waiting(reason);
        unregister = shown == null ? () -> {} : register.apply(shown);
        before.run();
    }

    /** The native hook hands the context class loader on to its thread, so it must not be one of a bundle. */
    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "workstatus-activity");
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        thread.setDaemon(true);
        return thread;
    }
}
