package io.workstatus.agent.battery;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.recording.Hold;
import io.workstatus.agent.api.status.StatusPart;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the battery now and then, on one thread of its own, and tells the status's member {@code battery}. */
@Component(name = Battery.PID, service = StatusPart.class, immediate = true)
@Designate(ocd = BatteryConfig.class)
public final class Battery implements StatusPart {

    static final String PID = "io.workstatus.agent.battery";

    private static final Logger LOG = LoggerFactory.getLogger(Battery.class);
    private static final Duration END_LIMIT = Duration.ofMillis(1500);

    private final PowerSources sources;
    private final BatteryCheck check;
    private final LowBattery low;
    private final ScheduledThreadPoolExecutor executor;

    private volatile Settings settings;
    private volatile Optional<Charge> charge = Optional.empty();

    // Only touched on the executor's one thread.
    private @Nullable ScheduledFuture<?> next;
    private @Nullable String trouble;

    @Activate
    public Battery(
            BundleContext context, BatteryConfig config, @Reference TimeSource time, @Reference BatteryCheck check) {
        this(config, time, check, new OshiPowerSources(), hold -> registered(context, hold));
    }

    Battery(
            BatteryConfig config,
            TimeSource time,
            BatteryCheck check,
            PowerSources sources,
            Function<Hold, Runnable> register) {
        this.settings = Settings.of(config);
        this.check = check;
        this.sources = sources;
        this.low = new LowBattery(time, register);
        this.executor = new ScheduledThreadPoolExecutor(1, Battery::thread);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    private static Runnable registered(BundleContext context, Hold hold) {
        ServiceRegistration<Hold> registration = context.registerService(Hold.class, hold, null);
        return registration::unregister;
    }

    @Activate
    void start() {
        executor.execute(this::look);
    }

    /** Without a gap: the hold that stands is looked at with the new settings. */
    @Modified
    void modified(BatteryConfig config) {
        settings = Settings.of(config);
        try {
            executor.execute(this::look);
        } catch (RejectedExecutionException e) {
            LOG.debug("The battery is no longer looked at");
        }
    }

    @Deactivate
    void stop() throws InterruptedException {
        executor.execute(low::release);
        executor.shutdown();
        if (!executor.awaitTermination(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("The system does not answer when asked for the battery");
        }
    }

    @Override
    public String name() {
        return "battery";
    }

    @Override
    public @Nullable Object value() {
        return charge.map(Battery::value).orElse(null);
    }

    private static Map<String, @Nullable Object> value(Charge charge) {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("percent", charge.wholePercent());
        value.put("charging", charge.charging());
        value.put("onPower", charge.onPower());
        value.put(
                "secondsLeft",
                charge.secondsLeft().isPresent() ? charge.secondsLeft().getAsLong() : null);
        return value;
    }

    private void look() {
        if (executor.isShutdown()) {
            return;
        }
        Settings current = settings;
        try {
            charge = Charge.of(sources.read());
            low.look(charge, current);
            trouble = null;
            check.well(charge.map(c -> "battery at " + c.wholePercent() + " %").orElse("no battery"));
        } catch (RuntimeException | LinkageError e) {
            unknown(e);
        }
        if (next != null) {
            next.cancel(false);
        }
        next = executor.schedule(this::look, current.pollSeconds(), TimeUnit.SECONDS);
    }

    /** What is not known holds nothing. */
    private void unknown(Throwable e) {
        charge = Optional.empty();
        low.release();
        String what = "the battery's state cannot be read: " + e;
        if (!what.equals(trouble)) {
            trouble = what;
            LOG.warn("The battery's state cannot be read: {}", e.toString());
        }
        check.warn(what);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "workstatus-battery");
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        thread.setDaemon(true);
        return thread;
    }
}
