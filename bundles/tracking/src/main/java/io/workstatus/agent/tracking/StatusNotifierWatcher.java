package io.workstatus.agent.tracking;

import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.interfaces.DBusInterface;

/** Where a desktop learns of the items in its panel; public because the D-Bus library makes it. */
@DBusInterfaceName("org.kde.StatusNotifierWatcher")
public interface StatusNotifierWatcher extends DBusInterface {

    /** Shows the item {@code /StatusNotifierItem} of the connection of this name. */
    @DBusMemberName("RegisterStatusNotifierItem")
    void show(String service);
}
