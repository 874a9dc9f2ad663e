package io.workstatus.agent.mfa;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.mfa.OutsideChanges.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and removes users, the first one by the token that lies in the agent's home. */
final class Accounts {

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);
    private static final String BY_TOKEN = "set-up token";
    private static final int MOST_PASSKEYS = 20;
    private static final String BY_COMMAND = "owner of the machine";

    private final TimeSource time;
    private final Journal journal;
    private final Supplier<Settings> settings;
    private final PasswordHasher hasher;
    private final PasswordRules rules = new PasswordRules();
    private final Users users;
    private final RecoveryCodes recoveryCodes;
    private final SetupToken setupToken;
    private final OutsideChanges outside;

    private volatile Runnable onChange = () -> {};

    /** Whoever set the agent up with a mailed code, until that code comes back. */
    private volatile @Nullable User applicant;

    Accounts(
            Path home,
            TimeSource time,
            Journal journal,
            Supplier<Settings> settings,
            PasswordHasher hasher,
            CodeLedger ledger) {
        this.time = time;
        this.journal = journal;
        this.settings = settings;
        this.hasher = hasher;
        users = new Users(home);
        recoveryCodes = new RecoveryCodes(users);
        setupToken = new SetupToken(home);
        outside = new OutsideChanges(users, ledger);
    }

    /**
     * What is asked for a new user.
     *
     * @param role as {@code admin}
     * @param factor as {@code totp}
     * @param email where codes are mailed to, if they are
     */
    record Application(String name, String password, String role, String factor, Optional<String> email) {}

    /** Sees to it that the set-up token is there exactly while nobody exists. */
    void tendSetupToken() throws DamagedFileException, IOException {
        synchronized (setupToken) {
            if (users.all().isEmpty()) {
                setupToken.ensure();
            } else {
                setupToken.remove();
            }
        }
    }

    /** Journals what whoever owns the machine has changed by command. */
    void noticeOutsideChanges() throws DamagedFileException {
        journal(outside.look());
    }

    private void journal(List<Change> changes) {
        for (Change change : changes) {
            LOG.info("{} of {} by {}", change.type(), change.user(), BY_COMMAND);
            journal.append(change.type(), Map.of("user", change.user(), "by", BY_COMMAND));
        }
    }

    /** Whoever has to know who there is hears of it before whoever made or removed a user gets an answer; there is one such. */
    void onChange(Runnable listener) {
        onChange = listener;
    }

    RecoveryCodes recoveryCodes() {
        return recoveryCodes;
    }

    List<User> all() throws DamagedFileException {
        return users.all();
    }

    Optional<User> find(String name) throws DamagedFileException {
        return users.find(name);
    }

    /** The user as of now, if nothing about signing in has changed since; otherwise nobody. */
    Optional<User> unchanged(User then) {
        try {
            return find(then.name()).filter(now -> now.signsInLike(then));
        } catch (DamagedFileException e) {
            return Optional.empty();
        }
    }

    /** Makes the first user, an administrator, and returns the link for the authenticator app. */
    String setUp(String token, Application application) throws Refusal {
        User user = admitted(token, application);
        addFirst(user);
        return link(user);
    }

    /** Takes an application for the first user, who exists once a mailed code was confirmed. */
    User apply(String token, Application application) throws Refusal {
        User user = admitted(token, application);
        applicant = user;
        return user;
    }

    /** Whoever applied under this name and has not confirmed yet, while nobody exists. */
    Optional<User> applicant(String name) throws DamagedFileException {
        User found = applicant;
        return found != null
                        && found.key().equals(User.key(name))
                        && users.all().isEmpty()
                ? Optional.of(found)
                : Optional.empty();
    }

    /** Makes the applicant the first user: the mailed code was right. */
    void confirm(User user) throws Refusal {
        addFirst(user);
        applicant = null;
    }

    /** Whether this is who signs in under the name now. */
    boolean isCurrent(User then) {
        return unchanged(then).isPresent() || then.equals(applicant);
    }

    /** Fails unless it is the token and nobody exists. */
    void requireSetupToken(String token) throws Refusal {
        try {
            if (!users.all().isEmpty()) {
                throw Users.isSetUp();
            }
            if (!setupToken.is(token)) {
                throw new Refusal(
                        403,
                        "This is not the set-up token. It is in the file " + SetupToken.FILE
                                + " in the agent's home folder, and in the link that the agent printed.");
            }
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        } catch (IOException e) {
            throw Refusal.unwritable(e);
        }
    }

    private User admitted(String token, Application application) throws Refusal {
        requireSetupToken(token);
        return made(application);
    }

    private void addFirst(User user) throws Refusal {
        try {
            synchronized (setupToken) {
                users.addFirst(user);
                setupToken.remove();
            }
            created(user, BY_TOKEN);
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        } catch (IOException e) {
            throw Refusal.unwritable(e);
        }
    }

    /** New recovery codes, which are shown now and never again; the ones before are void. */
    List<String> renewRecoveryCodes(User user) throws Refusal {
        List<String> codes = RecoveryCodes.next();
        List<String> kept = codes.stream()
                .flatMap(code -> RecoveryCodes.fingerprint(code).stream())
                .toList();
        change(user, found -> found.withRecoveryCodes(kept));
        LOG.info("{} made new recovery codes", user.name());
        journal.append("user.recovery.created", Map.of("user", user.name(), "by", user.name()));
        return codes;
    }

    void addPasskey(User user, Passkey passkey) throws Refusal {
        if (user.passkeys().size() >= MOST_PASSKEYS) {
            throw new Refusal(422, "An account has %d passkeys at most. Remove one first.".formatted(MOST_PASSKEYS));
        }
        change(
                user,
                now -> now.withPasskeys(Stream.concat(now.passkeys().stream(), Stream.of(passkey))
                        .toList()));
        LOG.info("{} added a passkey", user.name());
        journal.append("user.passkey.added", Map.of("user", user.name(), "by", user.name()));
    }

    void removePasskey(User user, String id) throws Refusal {
        if (user.passkeys().stream().noneMatch(passkey -> passkey.id().equals(id))) {
            throw new Refusal(404, "This account has no such passkey.");
        }
        change(
                user,
                now -> now.withPasskeys(now.passkeys().stream()
                        .filter(passkey -> !passkey.id().equals(id))
                        .toList()));
        LOG.info("{} removed a passkey", user.name());
        journal.append("user.passkey.removed", Map.of("user", user.name(), "by", user.name()));
    }

    /** The passkey was used, and says how often. */
    void usedPasskey(User user, String id, long counter) throws DamagedFileException, IOException, Refusal {
        users.replace(
                user,
                now -> now.withPasskeys(now.passkeys().stream()
                        .map(passkey -> passkey.id().equals(id) ? passkey.withCounter(counter) : passkey)
                        .toList()));
    }

    private void change(User user, UnaryOperator<User> by) throws Refusal {
        try {
            users.replace(user, by);
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        } catch (IOException e) {
            throw Refusal.unwritable(e);
        }
    }

    /** Makes a user, and returns the link for the authenticator app where one is used. */
    Optional<String> create(String admin, Application application) throws Refusal {
        try {
            User user = made(application);
            users.add(user);
            created(user, admin);
            return user.byMail() ? Optional.empty() : Optional.of(link(user));
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        } catch (IOException e) {
            throw Refusal.unwritable(e);
        }
    }

    User remove(String admin, String name) throws Refusal {
        try {
            User user = users.remove(name);
            LOG.info("{} removed the user {}", admin, user.name());
            onChange.run();
            journal.append("user.removed", Map.of("user", user.name(), "by", admin));
            return user;
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        } catch (IOException e) {
            throw Refusal.unwritable(e);
        }
    }

    /** Gives somebody else a new password. */
    void resetPassword(String admin, String name, String password) throws Refusal {
        if (User.key(name).equals(User.key(admin))) {
            throw new Refusal(422, "Your own password is changed with the current one, at /api/v1/password.");
        }
        try {
            changePassword(
                    admin, find(name).orElseThrow(() -> new Refusal(404, "There is no user of that name.")), password);
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        }
    }

    /** Gives a user a new password, with which the sign-ins with the old one are over; returns the user as of then. */
    User changePassword(String by, User user, String password) throws Refusal {
        String hash = hash(password, user.name());
        try {
            journal(outside.besides(() -> users.changePassword(user, hash)));
        } catch (DamagedFileException e) {
            throw Refusal.damaged(e);
        } catch (IOException e) {
            throw Refusal.unwritable(e);
        }
        LOG.info("{} changed the password of {}", by, user.name());
        journal.append("user.password.changed", Map.of("user", user.name(), "by", by));
        return user.withPassword(hash);
    }

    private User made(Application application) throws Refusal {
        if (!User.isName(application.name())) {
            throw new Refusal(
                    422,
                    "A user's name has 1 to 64 letters, digits, dots, dashes, underscores or @, and begins with a letter"
                            + " or digit.");
        }
        Factor factor = factor(application.factor());
        String email = "";
        if (factor == Factor.EMAIL) {
            Optional<String> problem = settings.get().mail().problem();
            if (problem.isPresent()) {
                throw new Refusal(422, problem.get() + " Or take an authenticator app (totp).");
            }
            email = application
                    .email()
                    .filter(MailAddress::isPlain)
                    .orElseThrow(() ->
                            new Refusal(422, "\"email\" is not a plain address, as ada@example.com, on one line."));
        }
        return new User(
                application.name(),
                role(application.role()).id(),
                hash(application.password(), application.name()),
                factor.id(),
                factor == Factor.TOTP ? Totp.newSecret() : "",
                email,
                List.of(),
                List.of(),
                TimeSource.ISO_MILLIS.format(time.now()));
    }

    private static Factor factor(String id) throws Refusal {
        try {
            return Factor.of(id);
        } catch (IllegalArgumentException e) {
            throw new Refusal(422, "The second factor is \"totp\", an authenticator app, or \"email\", a mailed code.");
        }
    }

    private String hash(String password, String name) throws Refusal {
        Optional<String> objection = rules.objection(password, name);
        if (objection.isPresent()) {
            throw new Refusal(422, objection.get());
        }
        return hasher.hash(password);
    }

    private static Role role(String id) throws Refusal {
        try {
            return Role.of(id);
        } catch (IllegalArgumentException e) {
            throw new Refusal(422, "A role is \"admin\" or \"member\".");
        }
    }

    private void created(User user, String by) {
        LOG.info("New user {}, {}", user.name(), user.role());
        onChange.run();
        journal.append(
                "user.created", Map.of("user", user.name(), "role", user.role(), "factor", user.factor(), "by", by));
    }

    private String link(User user) {
        return Totp.link(settings.get().issuer(), user.name(), user.secret());
    }
}
