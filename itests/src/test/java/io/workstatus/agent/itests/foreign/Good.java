package io.workstatus.agent.itests.foreign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.osgi.framework.BundleContext;

/** Does nothing wrong, and notes where its bundle's header says when it comes and goes; dies if it finds a note to do so. */
public final class Good implements Runnable {

    private BundleContext context;

    /** Called by Service Component Runtime. */
    public void activate(BundleContext activated) throws IOException {
        context = activated;
        note("activate");
    }

    /** Called by Service Component Runtime. */
    public void deactivate() throws IOException {
        note("deactivate");
    }

    @Override
    public void run() {
        // nobody asks
    }

    private void note(String what) throws IOException {
        String folder = context.getBundle().getHeaders().get("Test-Notes");
        if (folder == null) {
            return;
        }
        String version = context.getBundle().getVersion().toString();
        Files.writeString(
                Path.of(folder, "notes"),
                what + " " + version + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        if (Files.deleteIfExists(Path.of(folder, "die-at-" + what + "-" + version))) {
            Runtime.getRuntime().halt(75); // as if killed; what watches over it starts it again without a pause
        }
    }
}
