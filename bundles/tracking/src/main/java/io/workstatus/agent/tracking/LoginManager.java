package io.workstatus.agent.tracking;

import java.util.List;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.interfaces.DBusInterface;

/** What is asked of logind; public because the D-Bus library makes it. */
@DBusInterfaceName("org.freedesktop.login1.Manager")
public interface LoginManager extends DBusInterface {

    /** Everybody's sessions. */
    @DBusMemberName("ListSessions")
    List<LoginSession> sessions();
}
