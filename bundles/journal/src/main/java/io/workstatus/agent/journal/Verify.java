package io.workstatus.agent.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** The command {@code workstatus verify}: checks the journal in the folder that it is given. */
public final class Verify {

    private Verify() {}

    /** Ends with 0 for a journal that is intact, with 1 for one that is not or cannot be read. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        if (!Files.isDirectory(folder)) {
            System.err.println("workstatus: there is no journal in " + folder + ": name the home in WORKSTATUS_HOME");
            System.exit(1);
        }
        try {
            Verification.Outcome outcome = Verification.of(folder);
            System.out.println(outcome.sentence());
            System.exit(outcome.intact() ? 0 : 1);
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("workstatus: the journal in " + folder + " cannot be read: " + e);
            System.exit(1);
        }
    }
}
