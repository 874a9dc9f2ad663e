package io.workstatus.agent.activity;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.Optional;

/**
 * Whether this machine's desktop can be listened to, found out without JNativeHook: loaded without a display, it brings the
 * whole JVM down later.
 */
final class Desktop {

    private static final String XLIB = "libX11.so.6";

    private Desktop() {}

    /** Why it cannot be listened to, or empty. */
    static Optional<String> obstacle() {
        if (Platform.isWindows() || Platform.isMac()) {
            return Optional.empty();
        }
        try {
            Optional<String> missing = SystemLibraries.missing(Desktop::isThere);
            return missing.isPresent() || opens() ? missing : Optional.of(noDisplay());
        } catch (LinkageError e) {
            return Optional.of("the system's libraries cannot be looked at: " + e.getMessage());
        }
    }

    private static boolean isThere(String library) {
        try {
            NativeLibrary.getInstance(library);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /** Asked of the library that JNativeHook asks as well, so that both find the same display and the same cookie. */
    private static boolean opens() {
        NativeLibrary xlib = NativeLibrary.getInstance(XLIB);
        xlib.getFunction("XInitThreads").invokeInt(new Object[0]);
        Function open = xlib.getFunction("XOpenDisplay");
        Pointer display = open.invokePointer(new Object[] {null});
        if (display == null) {
            return false;
        }
        xlib.getFunction("XCloseDisplay").invokeInt(new Object[] {display});
        return true;
    }

    private static String noDisplay() {
        String name = System.getenv().getOrDefault("DISPLAY", "");
        return name.isBlank()
                ? "no display: DISPLAY is not set"
                : "no display at " + name.replaceAll("\\p{Cntrl}", "") + ": it does not answer, or refuses";
    }
}
