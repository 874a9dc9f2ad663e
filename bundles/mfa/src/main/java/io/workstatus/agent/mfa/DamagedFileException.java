package io.workstatus.agent.mfa;

import java.nio.file.Path;

/** A file that sign-in depends on cannot be understood. The message says what to do. */
final class DamagedFileException extends Exception {

    private static final long serialVersionUID = 1L;

    DamagedFileException(Path path, String damage) {
        super("The file " + path + " is damaged (" + damage + "). Nobody can sign in and nothing is recorded until you"
                + " put back a copy of it; without a copy, move it away, and what it held starts from the beginning.");
    }
}
