package io.workstatus.agent.mfa;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
        String key = User.key(name);
        return all().stream().filter(user -> user.key().equals(key)).findFirst();
    }

    /** Adds the very first user; of several at once, one succeeds. */
    synchronized void addFirst(User user) throws Refusal, DamagedFileException, IOException {
        if (!all().isEmpty()) {
            throw new Refusal(403, "The agent is set up already. Sign in, or ask an administrator for an account.");
        }
        write(List.of(user));
    }

    synchronized void add(User user) throws Refusal, DamagedFileException, IOException {
        if (find(user.name()).isPresent()) {
            throw new Refusal(409, "There is a user of that name already.");
        }
        write(Stream.concat(all().stream(), Stream.of(user)).toList());
    }

    /** Removes a user and tells who it was. */
    synchronized User remove(String name) throws Refusal, DamagedFileException, IOException {
        User user = find(name).orElseThrow(() -> new Refusal(404, "There is no user of that name."));
        List<User> rest = all().stream().filter(other -> !other.equals(user)).toList();
        if (rest.stream().noneMatch(User::admin)) {
            throw new Refusal(409, "This is the last administrator. Make another one first.");
        }
        write(rest);
        return user;
    }

    private void write(List<User> users) throws IOException, DamagedFileException {
        file.write(new Document(VERSION, users));
    }
}
