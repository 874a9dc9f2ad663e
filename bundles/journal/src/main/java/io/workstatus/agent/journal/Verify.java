package io.workstatus.agent.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * The command {@code workstatus verify}: checks the journal of the home that it is given, against its own signed heads and
 * against what stored objects tell of it.
 */
public final class Verify {

    private Verify() {}

    /** Ends with 0 for a journal that is intact, with 1 for one that is not or cannot be read, with 2 for wrong use. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Path home = Path.of(arguments[0]);
        Path folder = home.resolve("journal");
        if (!Files.isDirectory(folder)) {
            System.err.println("workstatus: there is no journal in " + folder + ": name the home in WORKSTATUS_HOME");
            System.exit(1);
        }
        try {
            List<String> given = List.of(arguments).subList(1, arguments.length);
            Verification.Outcome outcome = Verification.of(folder, Witnesses.of(home.resolve("store"), given));
            System.out.println(outcome.sentence());
            System.exit(outcome.intact() ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println("workstatus: " + e.getMessage());
            System.exit(2);
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("workstatus: the journal in " + folder + " cannot be read: " + e);
            System.exit(1);
        }
    }
}
