package io.workstatus.agent.tracking;

import org.freedesktop.dbus.annotations.DBusBoundProperty;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusProperty.Access;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;

/** An icon in the desktop's panel (Status Notifier Item Specification); public because the D-Bus library reads it. */
@DBusInterfaceName("org.kde.StatusNotifierItem")
public interface StatusNotifierItem extends DBusInterface {

    @DBusBoundProperty(name = "Category", access = Access.READ)
    String category();

    @DBusBoundProperty(name = "Id", access = Access.READ)
    String id();

    @DBusBoundProperty(name = "Title", access = Access.READ)
    String title();

    @DBusBoundProperty(name = "Status", access = Access.READ)
    String status();

    @DBusBoundProperty(name = "IconName", access = Access.READ)
    String iconName();

    @DBusBoundProperty(name = "ItemIsMenu", access = Access.READ)
    boolean itemIsMenu();

    /** The icon is another one. */
    final class NewIcon extends DBusSignal {

        public NewIcon(String path) throws DBusException {
            super(path);
        }
    }

    /** The title is another one. */
    final class NewTitle extends DBusSignal {

        public NewTitle(String path) throws DBusException {
            super(path);
        }
    }
}
