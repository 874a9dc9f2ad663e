package io.workstatus.agent.mfa;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.workstatus.agent.mfa.JsonFile.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Who exists: {@code users.json}. Changes are made one at a time, and are on the disk when they are answered. */
final class Users {

    static final String FILE = "users.json";
    private static final int VERSION = 1;

    private final JsonFile<Document> file;

    Users(Path home) {
        file = new JsonFile<>(
                home.resolve(FILE), Document.class, () -> new Document(VERSION, List.of()), Document::check);
    }

    /** The file's content. */
    record Document(
            @JsonProperty("version") int version,
            @JsonProperty("users") List<User> users) {

        Document {
            users = List.copyOf(users);
        }

        void check() {
            boolean unique = users.stream().map(User::key).distinct().count() == users.size();
            if (version != VERSION
                    || !unique
                    || (!users.isEmpty() && users.stream().noneMatch(User::admin))) {
                throw new IllegalArgumentException("not a list of users");
            }
            users.forEach(User::check);
        }
    }

    List<User> all() throws DamagedFileException {
        return file.read().users();
    }

    Optional<User> find(String name) throws DamagedFileException {
        return all().stream().filter(named(name)).findFirst();
    }

    /** Adds the very first user; of several at once, one succeeds. */
    void addFirst(User user) throws Refusal, DamagedFileException, IOException {
        change(now -> {
            if (!now.isEmpty()) {
                throw isSetUp();
            }
            return List.of(user);
        });
    }

    void add(User user) throws Refusal, DamagedFileException, IOException {
        change(now -> {
            if (now.stream().anyMatch(named(user.name()))) {
                throw new Refusal(409, "There is a user of that name already.");
            }
            return Stream.concat(now.stream(), Stream.of(user)).toList();
        });
    }

    /** Removes a user and tells who it was. */
    User remove(String name) throws Refusal, DamagedFileException, IOException {
        List<User> removed = new ArrayList<>();
        change(now -> {
            removed.add(now.stream().filter(named(name)).findFirst().orElseThrow(Users::unknown));
            List<User> rest = now.stream().filter(named(name).negate()).toList();
            if (rest.stream().noneMatch(User::admin)) {
                throw new Refusal(409, "This is the last administrator. Make another one first.");
            }
            return rest;
        });
        return removed.get(0);
    }

    /** Gives a user another password; one who has meanwhile gone, or come anew under the old name, is left alone. */
    void changePassword(User user, String hash) throws Refusal, DamagedFileException, IOException {
        replace(user, found -> found.withPassword(hash));
    }

    /** Uses a recovery code up; false if there is none. */
    boolean takeRecoveryCode(User user, String fingerprint) throws DamagedFileException, IOException {
        Predicate<User> same = sameAs(user);
        AtomicBoolean taken = new AtomicBoolean();
        file.change(now -> new Document(
                VERSION,
                now.users().stream()
                        .map(found -> {
                            boolean has =
                                    same.test(found) && found.recoveryCodes().contains(fingerprint);
                            taken.compareAndSet(false, has);
                            return has ? found.withRecoveryCodes(without(found.recoveryCodes(), fingerprint)) : found;
                        })
                        .toList()));
        return taken.get();
    }

    private static List<String> without(List<String> all, String one) {
        return all.stream().filter(other -> !other.equals(one)).toList();
    }

    /** Makes another user of one; one who has meanwhile gone, or come anew under the old name, is left alone. */
    void replace(User user, UnaryOperator<User> by) throws Refusal, DamagedFileException, IOException {
        Predicate<User> same = sameAs(user);
        change(now -> {
            if (now.stream().noneMatch(same)) {
                throw unknown();
            }
            return now.stream()
                    .map(found -> same.test(found) ? by.apply(found) : found)
                    .toList();
        });
    }

    private static Predicate<User> sameAs(User user) {
        return named(user.name()).and(found -> found.createdAt().equals(user.createdAt()));
    }

    private void change(Change<List<User>, Refusal> change) throws Refusal, DamagedFileException, IOException {
        file.change(now -> new Document(VERSION, change.of(now.users())));
    }

    private static Predicate<User> named(String name) {
        String key = User.key(name);
        return user -> user.key().equals(key);
    }

    static Refusal isSetUp() {
        return new Refusal(403, "The agent is set up already. Sign in, or ask an administrator for an account.");
    }

    private static Refusal unknown() {
        return new Refusal(404, "There is no user of that name.");
    }
}
