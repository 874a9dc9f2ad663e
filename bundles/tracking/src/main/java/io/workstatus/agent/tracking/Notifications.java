package io.workstatus.agent.tracking;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** The desktop's notification service (Desktop Notifications Specification 1.2); public because the D-Bus library makes it. */
@DBusInterfaceName("org.freedesktop.Notifications")
public interface Notifications extends DBusInterface {

    /**
     * Shows one.
     *
     * @param replaces the id of the one in whose place it is shown, or 0
     * @param body may be taken for markup
     * @param millis for which it is shown, or -1 for as long as the desktop thinks right
     * @return its id
     */
    @DBusMemberName("Notify")
    UInt32 show(
            String application,
            UInt32 replaces,
            String icon,
            String summary,
            String body,
            List<String> actions,
            Map<String, Variant<?>> hints,
            int millis);
}
