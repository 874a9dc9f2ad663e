package io.workstatus.agent.tracking;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds while the user's screen is locked, and while the machine goes to sleep, as logind tells. Where there is no logind, or
 * nobody sits before the machine, nothing is known and nothing held; where it goes away, what was known last stays.
 */
@Component(name = "io.workstatus.agent.tracking.login", service = LoginHolds.class, immediate = true)
public final class LoginHolds {

    static final String LOCK_ID = "tracking.lock";
    static final String SLEEP_ID = "tracking.sleep";

    private static final Logger LOG = LoggerFactory.getLogger(LoginHolds.class);
    private static final String LOGIN = "org.freedesktop.login1";
    private static final String MANAGER_PATH = "/org/freedesktop/login1";
    private static final String MANAGER = LOGIN + ".Manager";
    private static final String SESSION = LOGIN + ".Session";
    private static final long BETWEEN_LOOKS_NANOS = SECONDS.toNanos(5);

    private final TimeSource time;
    private final Map<String, String> environment;
    private final MessageBus bus;
    private final OwnThread thread = new OwnThread("workstatus-tracking-login");
    private final StandingHold lock;
    private final StandingHold sleep;

    // Of the thread alone: whether each of the user's sessions is locked, by its path; and whether logind could be
    // asked.
    private final Map<String, Boolean> locked = new HashMap<>();
    private boolean answered;

    @Activate
    public LoginHolds(BundleContext context, @Reference TimeSource time) {
        this(context, time, System.getenv());
    }

    LoginHolds(BundleContext context, TimeSource time, Map<String, String> environment) {
        this.time = time;
        this.environment = environment;
        this.bus = MessageBus.system(environment);
        this.lock = new StandingHold(context, LOCK_ID);
        this.sleep = new StandingHold(context, SLEEP_ID);
    }

    /** Returns when it holds, if it has to: the gate waits for that. A bus that does not answer is not waited for. */
    @Activate
    void open() {
        try {
            thread.run(this::look);
        } catch (IllegalStateException e) {
            LOG.info("whether the screen is locked is not known yet: {}", e.toString());
        }
        lookLater();
    }

    @Deactivate
    void close(int reason) {
        thread.later(bus::close);
        thread.close(reason, lock, sleep);
    }

    private void lookLater() {
        var unused = thread.after(BETWEEN_LOOKS_NANOS, () -> {
            look();
            lookLater();
        });
    }

    /** Connects where that is possible and was not done, and asks until logind has answered. */
    private void look() {
        bus.reconnected().ifPresent(made -> {
            answered = false;
            try {
                hear(made);
            } catch (DBusException | DBusExecutionException e) {
                LOG.warn("changes of the screen's lock are not heard of: {}", e.toString());
            }
        });
        if (!answered) {
            bus.connected().ifPresent(this::ask);
        }
    }

    private void ask(DBusConnection connected) {
        try {
            read(connected);
            answered = true;
        } catch (DBusException | DBusExecutionException | IOException e) {
            LOG.debug("there is no logind on the bus: {}", e.toString());
        }
    }

    private void hear(DBusConnection made) throws DBusException {
        for (String type : new String[] {MANAGER, SESSION}) {
            var unused = made.addGenericSigHandler(
                    DBusMatchRuleBuilder.create()
                            .withType("signal")
                            .withInterface(type)
                            .build(),
                    signal -> thread.later(() -> heard(made, signal)));
        }
        var unused = made.addGenericSigHandler(
                DBusMatchRuleBuilder.create()
                        .withType("signal")
                        .withInterface("org.freedesktop.DBus.Properties")
                        .withMember("PropertiesChanged")
                        .build(),
                signal -> thread.later(() -> heard(made, signal)));
    }

    private void heard(DBusConnection from, DBusSignal signal) {
        try {
            // Anybody may send a signal of any name.
            if (Objects.equals(signal.getSource(), from.getDBusOwnerName(LOGIN))) {
                take(from, signal);
            }
        } catch (DBusException | DBusExecutionException | IOException e) {
            LOG.debug("{} of logind was not understood: {}", signal.getName(), e.toString());
        }
    }

    private void take(DBusConnection from, DBusSignal signal) throws DBusException, IOException {
        switch (signal.getName()) {
            case "PrepareForSleep" -> sleeps(Boolean.TRUE.equals(signal.getParameters()[0]));
            case "SessionNew", "SessionRemoved" -> read(from);
            // What is asked of the screen's locker, which may take a moment or not tell when it is done.
            case "Lock" -> locks(signal.getPath(), true);
            case "Unlock" -> locks(signal.getPath(), false);
            case "PropertiesChanged" -> {
                if (locked.containsKey(signal.getPath())) {
                    locks(signal.getPath(), isLocked(from, signal.getPath()));
                }
            }
            default -> LOG.debug("{} of logind says nothing of recording", signal.getName());
        }
    }

    /** All that logind knows now. */
    private void read(DBusConnection from) throws DBusException, IOException {
        String own = environment.getOrDefault("XDG_SESSION_ID", "");
        long uid = MessageBus.uid();
        Map<String, Boolean> now = new HashMap<>();
        for (LoginSession session :
                from.getRemoteObject(LOGIN, MANAGER_PATH, LoginManager.class).sessions()) {
            if (session.uid() == uid && (session.isOnASeat() || session.id().equals(own))) {
                now.put(session.path(), isLocked(from, session.path()));
            }
        }
        locked.clear();
        locked.putAll(now);
        settle();
        sleeps(property(from, MANAGER_PATH, MANAGER, "PreparingForSleep"));
    }

    private static boolean isLocked(DBusConnection from, String path) throws DBusException {
        return property(from, path, SESSION, "LockedHint");
    }

    private static boolean property(DBusConnection from, String path, String type, String name) throws DBusException {
        Object value = from.getRemoteObject(LOGIN, path, Properties.class).Get(type, name);
        return Boolean.TRUE.equals(value);
    }

    private void locks(String path, boolean now) {
        if (locked.replace(path, now) != null) {
            settle();
        }
    }

    private void settle() {
        if (locked.containsValue(true)) {
            lock.set("the screen is locked", lock.sinceOr(time.now()));
        } else {
            lock.release();
        }
    }

    private void sleeps(boolean now) {
        if (now) {
            sleep.set("the machine goes to sleep", sleep.sinceOr(time.now()));
        } else {
            sleep.release();
        }
    }
}
