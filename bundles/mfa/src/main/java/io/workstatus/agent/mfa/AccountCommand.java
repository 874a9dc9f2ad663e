package io.workstatus.agent.mfa;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What whoever owns the machine does to an account: {@code passwd} and {@code unlock} of {@code bin/workstatus}. It works
 * on the files, whether the agent runs or not; one that runs notices.
 */
public final class AccountCommand {

    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int WRONG_USE = 2;

    // Four bytes are the most that UTF-8 takes for a character; what is longer is refused by the rules.
    private static final int MOST_BYTES = 4 * (PasswordRules.LONGEST + 1);

    private final Path home;
    private final Users users;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    AccountCommand(Path home, InputStream in, PrintStream out, PrintStream err) {
        this.home = home;
        this.in = in;
        this.out = out;
        this.err = err;
        users = new Users(home);
    }

    /**
     * Called by the script.
     *
     * @param arguments the command, the agent's home folder, the user's name
     */
    public static void main(String[] arguments) {
        if (arguments.length != 3) {
            System.err.println("workstatus: three arguments are needed: passwd or unlock, the home folder, a user");
            System.exit(WRONG_USE);
        }
        System.exit(new AccountCommand(Path.of(arguments[1]), System.in, System.out, System.err)
                .run(arguments[0], arguments[2]));
    }

    /** Does it, says in one line what came of it, and returns the exit code. */
    int run(String command, String name) {
        try {
            String done;
            switch (command) {
                case "passwd" -> done = changePassword(existing(name));
                case "unlock" -> done = unlock(existing(name));
                default -> {
                    say("there is no command '" + command + "' for an account");
                    return WRONG_USE;
                }
            }
            out.println(done);
            return DONE;
        } catch (Refusal | DamagedFileException e) {
            say(Objects.requireNonNull(e.getMessage()));
        } catch (IOException e) {
            say("this could not be done in " + home + " (" + e + "); make it writable, or make room");
        }
        return REFUSED;
    }

    private String changePassword(User user) throws Refusal, DamagedFileException, IOException {
        String password = firstLine();
        Optional<String> objection = new PasswordRules().objection(password, user.name());
        if (objection.isPresent()) {
            throw new Refusal(422, objection.get());
        }
        users.changePassword(user, Argon2id.of(password).toString());
        return "The password of " + user.name() + " is changed, and the sign-ins with the old one are over.";
    }

    private String unlock(User user) throws DamagedFileException, IOException {
        return new CodeLedger(home).unlock(user)
                ? user.name() + " can sign in again: the wrong codes are forgotten."
                : "No wrong codes are on record for " + user.name() + ".";
    }

    private User existing(String name) throws Refusal, DamagedFileException {
        return users.find(name)
                .orElseThrow(() -> new Refusal(404, "there is no user '" + name + "' in " + home.resolve(Users.FILE)));
    }

    private String firstLine() throws Refusal, IOException {
        ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(MOST_BYTES));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes)
                    .toString()
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (CharacterCodingException e) {
            throw new Refusal(422, "the password is not UTF-8 text");
        }
    }

    private void say(String sentence) {
        err.println("workstatus: " + sentence);
    }
}
