package io.workstatus.agent.capture;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether this Java can draw on an X server at all.
 *
 * @param library of AWT for X, which a headless runtime does not have
 * @param headless whether Java was told to do without a display
 */
record JavaDesktop(Path library, boolean headless) {

    void check() throws NoDisplayException {
        if (!Files.exists(library)) {
            throw new NoDisplayException(
                    "no display: this Java is a headless one, %s is missing; install the Debian package openjdk-%d-jre"
                            .formatted(library, Runtime.version().feature()));
        }
        if (headless) {
            throw new NoDisplayException(
                    "no display: Java was started with java.awt.headless=true; start the agent without it");
        }
    }
}
