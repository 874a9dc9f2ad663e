package io.workstatus.agent.tracking;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.recording.Hold;
import io.workstatus.agent.api.recording.Permit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on the desktop whenever recording starts and stops, and shows in its panel whether there is recording. A desktop
 * without notifications, without a panel or without a bus is told nothing.
 */
@Component(
        name = "io.workstatus.agent.tracking.sign",
        service = {},
        immediate = true)
public final class RecordingSign {

    private static final Logger LOG = LoggerFactory.getLogger(RecordingSign.class);
    private static final long BETWEEN_LOOKS_NANOS = SECONDS.toNanos(5);
    private static final String NOTIFICATIONS = "org.freedesktop.Notifications";
    private static final String WATCHER = "org.kde.StatusNotifierWatcher";
    private static final byte NORMAL_URGENCY = 1;

    private final String address;
    private final MessageBus bus;
    private final RecordingItem item = new RecordingItem();
    private final OwnThread thread = new OwnThread("workstatus-tracking-sign");
    private final List<Hold> holds = new CopyOnWriteArrayList<>();
    private volatile @Nullable Permit permit;

    // Of the thread alone.
    private boolean told;
    private UInt32 notification = new UInt32(0);
    private String panel = "";

    @Activate
    public RecordingSign(BundleContext context) {
        this(context.getProperty(LaunchProperties.PORT), System.getenv());
    }

    RecordingSign(String port, Map<String, String> environment) {
        address = "http://localhost:" + port;
        bus = MessageBus.session(environment);
    }

    @Activate
    void open() {
        thread.later(this::look);
    }

    @Deactivate
    void close() {
        permit = null;
        thread.later(this::settle);
        thread.later(bus::close);
        thread.close();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindPermit(Permit granted) {
        permit = granted;
        thread.later(this::settle);
    }

    void unbindPermit(Permit granted) {
        if (granted.equals(permit)) {
            permit = null;
        }
        thread.later(this::settle);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindHold(Hold hold) {
        holds.add(hold);
    }

    void unbindHold(Hold hold) {
        holds.remove(hold);
    }

    private void look() {
        bus.reconnected().ifPresent(this::moveIn);
        bus.connected().ifPresent(this::showInPanel);
        settle();
        var unused = thread.after(BETWEEN_LOOKS_NANOS, this::look);
    }

    private void moveIn(DBusConnection made) {
        notification = new UInt32(0);
        panel = "";
        told = false;
        try {
            made.exportObject(item);
        } catch (DBusException | DBusExecutionException e) {
            LOG.debug("there is no icon in the panel: {}", e.toString());
        }
    }

    /** Each panel that comes is told once. */
    private void showInPanel(DBusConnection desktop) {
        try {
            String owner = desktop.getDBusOwnerName(WATCHER);
            if (!owner.equals(panel)) {
                desktop.getRemoteObject(WATCHER, "/StatusNotifierWatcher", StatusNotifierWatcher.class)
                        .show(desktop.getUniqueName());
                panel = owner;
            }
        } catch (DBusException | DBusExecutionException e) {
            panel = "";
            LOG.debug("the desktop has no panel: {}", e.toString());
        }
    }

    private void settle() {
        boolean recording = permit != null;
        if (recording == told) {
            return;
        }
        item.recording(recording);
        bus.connected().ifPresent(desktop -> {
            told = recording;
            signal(desktop);
            tell(desktop, recording);
        });
    }

    private static void signal(DBusConnection desktop) {
        try {
            desktop.sendMessage(new StatusNotifierItem.NewIcon(RecordingItem.PATH));
            desktop.sendMessage(new StatusNotifierItem.NewTitle(RecordingItem.PATH));
        } catch (DBusException | DBusExecutionException e) {
            LOG.debug("the panel shows the icon before: {}", e.toString());
        }
    }

    private void tell(DBusConnection desktop, boolean recording) {
        try {
            notification = desktop.getRemoteObject(NOTIFICATIONS, "/org/freedesktop/Notifications", Notifications.class)
                    .show(
                            "Workstatus",
                            notification,
                            RecordingItem.icon(recording),
                            recording ? "Recording has started" : "Recording has stopped",
                            markup(recording ? whatNow() : whyNot()),
                            List.of(),
                            Map.of("urgency", new Variant<>(NORMAL_URGENCY)),
                            -1);
        } catch (DBusException | DBusExecutionException e) {
            notification = new UInt32(0);
            LOG.debug("the desktop shows no notifications: {}", e.toString());
        }
    }

    private String whatNow() {
        Permit granted = permit;
        String who = granted == null ? "" : granted.session().user() + " is recorded as the notice says. ";
        return who + "Pause, or see what is recorded, at " + address;
    }

    private String whyNot() {
        return holds.stream()
                .min(Comparator.comparing(Hold::since).thenComparing(Hold::id))
                .map(Hold::reason)
                .orElse("nobody is signed in to be recorded");
    }

    private static String markup(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
