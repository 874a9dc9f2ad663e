package io.workstatus.agent.capture;

import io.workstatus.agent.api.clock.TimeSource;
import java.nio.file.Path;
import java.util.Locale;

/** What puts windows on screens, asked without AWT, which is broken for good if its own first attempt fails. */
interface DisplayServer {

    /**
     * Makes sure that a display can be used.
     *
     * @throws NoDisplayException if it cannot
     */
    Connection connect() throws NoDisplayException;

    /** Stands for as long as the display does; costs the server next to nothing. */
    interface Connection extends AutoCloseable {

        /** Whether the display is still there; answers at once. */
        boolean isAlive();

        @Override
        void close();
    }

    /** The one that this process would use. */
    static DisplayServer ofThisMachine(TimeSource time) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows") || system.startsWith("mac")) {
            return new AlwaysThere();
        }
        Path library = Path.of(System.getProperty("java.home"), "lib", "libawt_xawt.so");
        return new XServer(
                System.getenv(),
                new JavaDesktop(library, Boolean.getBoolean("java.awt.headless")),
                XServer.Places.USUAL,
                time);
    }

    /** Windows and macOS do not start a desktop session without a display. */
    final class AlwaysThere implements DisplayServer, Connection {

        @Override
        public Connection connect() {
            return this;
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
