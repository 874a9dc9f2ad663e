package io.workstatus.agent.tracking;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.launch.LaunchProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hold of the user's own. A pause is its user's: it holds while their session is open, comes back with their next one,
 * and holds nobody else; while no session is open, the newest one shows. It outlives this bundle and the process, and ends
 * on the monotonic clock.
 */
@Component(name = "io.workstatus.agent.tracking.pause", service = Pause.class, immediate = true)
public final class Pause implements AttendedUser {

    static final String HOLD_ID = "tracking.pause";

    private static final Logger LOG = LoggerFactory.getLogger(Pause.class);
    /** Whose pause it was could not be read, so it is everybody's. */
    private static final String EVERYBODY = "";

    private final TimeSource time;
    private final PauseFile file;
    private final OwnThread thread = new OwnThread("workstatus-tracking-pause");
    private final StandingHold hold;
    private volatile boolean closed;

    // Of the thread alone.
    private final Map<String, Running> pauses = new HashMap<>();
    private @Nullable String attended;

    /** @param timer its end, if it has one */
    private record Running(PauseNote note, Optional<Future<?>> timer) {}

    @Activate
    public Pause(BundleContext context, @Reference TimeSource time) {
        this(context, time, Path.of(context.getProperty(LaunchProperties.HOME)));
    }

    Pause(BundleContext context, TimeSource time, Path home) {
        this.time = time;
        this.file = new PauseFile(home);
        this.hold = new StandingHold(context, HOLD_ID);
    }

    /** Returns when the kept pause holds again: this becomes a service only then, and the gate waits for it. */
    @Activate
    void open() {
        thread.run(() -> {
            kept().forEach(this::start);
            settle();
        });
    }

    @Deactivate
    void close(int reason) {
        closed = true;
        thread.close(reason, hold);
    }

    @Override
    public void attend(String user) {
        thread.run(() -> {
            attended = user;
            settle();
        });
    }

    @Override
    public void leave() {
        thread.run(() -> {
            attended = null;
            settle();
        });
    }

    /** Holds this user's recording from now on; returns when nothing is recorded any more. */
    void begin(String user, String reason, Optional<Duration> length) {
        thread.run(() -> {
            start(user, new PauseNote(reason, time.now(), length));
            settle();
            try {
                file.write(notes());
            } catch (IOException e) {
                LOG.warn("the pause holds, but would not outlive a restart: {}", e.toString());
            }
        });
    }

    /** Ends this user's pause; none is no error. */
    void end(String user) {
        thread.run(() -> forget(user));
    }

    private Map<String, PauseNote> kept() {
        try {
            return file.read();
        } catch (IOException e) {
            LOG.warn(
                    "cannot tell what pause was kept, so recording stays paused until somebody resumes: {}",
                    e.toString());
            return Map.of(EVERYBODY, new PauseNote("paused, and its end cannot be read", time.now(), Optional.empty()));
        }
    }

    private void start(String user, PauseNote note) {
        stop(user);
        Optional<Future<?>> timer = note.left(time.now()).map(left -> watch(user, time.nanoTime() + left.toNanos()));
        pauses.put(user, new Running(note, timer));
    }

    private void stop(String user) {
        Running before = pauses.remove(user);
        if (before != null) {
            before.timer().ifPresent(timer -> timer.cancel(false));
        }
    }

    private Future<?> watch(String user, long endNanos) {
        return thread.after(endNanos - time.nanoTime(), () -> {
            Running running = pauses.get(user);
            if (running == null) {
                return;
            }
            if (endNanos - time.nanoTime() > 0) {
                pauses.put(user, new Running(running.note(), Optional.of(watch(user, endNanos))));
            } else {
                forget(user);
            }
        });
    }

    private void forget(String user) {
        stop(user);
        stop(EVERYBODY);
        try {
            file.write(notes());
        } catch (IOException e) {
            LOG.warn("the pause is over, but may come back after a restart: {}", e.toString());
        }
        settle();
    }

    private Map<String, PauseNote> notes() {
        return pauses.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, pause -> pause.getValue().note()));
    }

    private void settle() {
        if (closed) {
            return;
        }
        String user = attended;
        Stream<Running> concerned = user == null
                ? pauses.values().stream()
                : Stream.of(user, EVERYBODY).map(pauses::get).filter(pause -> pause != null);
        concerned
                .map(Running::note)
                .max(Comparator.comparing(PauseNote::since))
                .ifPresentOrElse(note -> hold.set(note.reason(), note.since()), hold::release);
    }
}
