package io.workstatus.agent.tracking;

import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.types.UInt32;

/** A session as logind lists it; public because the D-Bus library makes it. */
public final class LoginSession extends Struct {

    @Position(0)
    private final String id;

    @Position(1)
    private final UInt32 uid;

    @Position(2)
    @SuppressWarnings("UnusedVariable") // It stands in what logind sends.
    private final String user;

    @Position(3)
    private final String seat;

    @Position(4)
    private final DBusPath path;

    public LoginSession(String id, UInt32 uid, String user, String seat, DBusPath path) {
        this.id = id;
        this.uid = uid;
        this.user = user;
        this.seat = seat;
        this.path = path;
    }

    String id() {
        return id;
    }

    long uid() {
        return uid.longValue();
    }

    /** Whether somebody sits before it. */
    boolean isOnASeat() {
        return !seat.isEmpty();
    }

    String path() {
        return path.getPath();
    }
}
