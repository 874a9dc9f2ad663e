package io.workstatus.agent.capture;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.recording.Hold;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches for a display: while there is none a hold stands, and while there is one {@link Display} is a service. The hold
 * is there from the first moment, before anybody has looked. Needs no permit.
 */
@Component(
        service = {},
        immediate = true)
public final class DisplayProbe {

    static final String HOLD_ID = "capture.display";

    private static final Logger LOG = LoggerFactory.getLogger(DisplayProbe.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration END_LIMIT = Duration.ofMillis(1500);

    private final BundleContext context;
    private final TimeSource time;
    private final DisplayServer server;
    private final ScheduledExecutorService executor;

    // Only touched on the executor's one thread, and before it starts and after it has ended.
    private DisplayServer.@Nullable Connection connection;
    private @Nullable ServiceRegistration<Display> display;
    private @Nullable ServiceRegistration<Hold> hold;
    private @Nullable Hold shown;

    /** Registers the hold; looking for a display begins with {@link #start}. */
    @Activate
    public DisplayProbe(BundleContext context, @Reference TimeSource time) {
        this(context, time, DisplayServer.ofThisMachine(time));
    }

    DisplayProbe(BundleContext context, TimeSource time, DisplayServer server) {
        this.context = context;
        this.time = time;
        this.server = server;
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "workstatus-capture-display");
            thread.setDaemon(true);
            return thread;
        });
        hold("no display yet: looking for one");
    }

    @Activate
    @SuppressWarnings("FutureReturnValueIgnored") // A look lets nothing escape.
    void start() {
        executor.scheduleWithFixedDelay(this::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        executor.shutdownNow();
        if (!executor.awaitTermination(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("The display does not answer; its probe ends when it does");
        }
        unregister(display);
        unregister(hold);
        if (connection != null) {
            connection.close();
        }
    }

    /** Looks once. */
    void look() {
        if (connection != null) {
            if (connection.isAlive()) {
                return;
            }
            connection.close();
            connection = null;
        }
        try {
            connection = server.connect();
            present();
        } catch (NoDisplayException e) {
            absent(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            absent("no display: looking for it failed with " + e);
        }
    }

    private void present() {
        if (executor.isShutdown()) {
            return;
        }
        if (display == null) {
            LOG.info("There is a display");
            display = context.registerService(Display.class, new Display(), null);
        }
        unregister(hold);
        hold = null;
        shown = null;
    }

    /** The hold stands before the display goes: nothing slips in between. */
    private void absent(String reason) {
        if (executor.isShutdown()) {
            return;
        }
        if (shown == null || !shown.reason().equals(reason)) {
            LOG.info("Nothing can be recorded: {}", reason);
            hold(reason);
        }
        unregister(display);
        display = null;
    }

    /** A new reason is there before the old one goes. */
    private void hold(String reason) {
        ServiceRegistration<Hold> before = hold;
        shown = new Hold(HOLD_ID, reason, shown == null ? time.now() : shown.since());
        hold = context.registerService(Hold.class, shown, null);
        unregister(before);
    }

    private static void unregister(@Nullable ServiceRegistration<?> registration) {
        if (registration != null) {
            registration.unregister();
        }
    }
}
