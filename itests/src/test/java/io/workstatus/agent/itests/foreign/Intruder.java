package io.workstatus.agent.itests.foreign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** Installs another bundle behind everybody's back, and notes what came of it. */
public final class Intruder {

    /** Called by Service Component Runtime. */
    public void activate(BundleContext context) throws IOException {
        String folder = context.getBundle().getHeaders().get("Test-Notes");
        String outcome;
        try {
            Bundle other =
                    context.installBundle(Path.of(folder, "other.jar").toUri().toString());
            other.start();
            outcome = "it runs";
        } catch (BundleException e) {
            outcome = "refused: " + e.getMessage();
        }
        Files.writeString(Path.of(folder, "outcome"), outcome);
    }
}
