package io.workstatus.agent.mfa;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was tried with codes: {@code codes.json}. A wrong code and a used step are on the disk before they are answered,
 * so that a restart forgets neither. Ten wrong codes in 24 hours, and the account waits until the first of them is a day
 * old.
 */
final class CodeLedger {

    static final String FILE = "codes.json";
    static final int MOST_FAILURES = 10;

    private static final Duration WINDOW = Duration.ofDays(1);
    private static final int STEPS_KEPT = 64;
    private static final int VERSION = 1;
    private static final Entry NOTHING = new Entry(List.of(), List.of());

    private final JsonFile<Document> file;

    CodeLedger(Path home) {
        file = new JsonFile<>(
                home.resolve(FILE), Document.class, () -> new Document(VERSION, Map.of()), Document::check);
    }

    /** The file's content; the users by their keys. */
    record Document(
            @JsonProperty("version") int version,
            @JsonProperty("users") Map<String, Entry> users) {

        Document {
            users = Map.copyOf(users);
        }

        Document with(User user, Entry entry) {
            Map<String, Entry> next = new HashMap<>(users);
            next.put(user.key(), entry);
            return new Document(version, next);
        }

        void check() {
            if (version != VERSION) {
                throw new IllegalArgumentException("not a ledger of codes");
            }
            users.values().forEach(entry -> entry.failedAt().forEach(CodeLedger::time));
        }
    }

    /**
     * One user's.
     *
     * @param usedSteps the time steps that were accepted, the latest last
     * @param failedAt when wrong codes were given, in ISO 8601
     */
    record Entry(
            @JsonProperty("usedSteps") List<Long> usedSteps,
            @JsonProperty("failedAt") List<String> failedAt) {

        Entry {
            usedSteps = List.copyOf(usedSteps);
            failedAt = List.copyOf(failedAt);
        }
    }

    Set<Long> usedSteps(User user) throws DamagedFileException {
        return Set.copyOf(entry(user).usedSteps());
    }

    /** How long the account has to wait, if it has to. */
    Optional<Duration> wait(User user, Instant now) throws DamagedFileException {
        List<Instant> failures = recent(entry(user), now);
        if (failures.size() < MOST_FAILURES) {
            return Optional.empty();
        }
        Instant decisive = failures.get(failures.size() - MOST_FAILURES);
        return Optional.of(Duration.between(now, decisive.plus(WINDOW)));
    }

    void failed(User user, Instant now) throws DamagedFileException, IOException {
        change(user, entry -> {
            List<String> failedAt = Stream.concat(recent(entry, now).stream(), Stream.of(now))
                    .map(TimeSource.ISO_MILLIS::format)
                    .toList();
            return new Entry(entry.usedSteps(), failedAt);
        });
    }

    void used(User user, long step) throws DamagedFileException, IOException {
        change(user, entry -> {
            List<Long> steps =
                    Stream.concat(entry.usedSteps().stream(), Stream.of(step)).toList();
            return new Entry(steps.subList(Math.max(0, steps.size() - STEPS_KEPT), steps.size()), entry.failedAt());
        });
    }

    /** Forgets the wrong codes, and never the used ones; tells whether there were any. */
    boolean unlock(User user) throws DamagedFileException, IOException {
        AtomicBoolean any = new AtomicBoolean();
        file.change(now -> {
            Entry entry = now.users().get(user.key());
            any.set(entry != null && !entry.failedAt().isEmpty());
            return any.get() && entry != null ? now.with(user, new Entry(entry.usedSteps(), List.of())) : now;
        });
        return any.get();
    }

    /** The keys of the users with wrong codes on record. */
    Set<String> withFailures() throws DamagedFileException {
        return file.read().users().entrySet().stream()
                .filter(entry -> !entry.getValue().failedAt().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether anything is on record for the user. */
    boolean knows(User user) throws DamagedFileException {
        return file.read().users().containsKey(user.key());
    }

    /** Fails if the ledger cannot be read. */
    void check() throws DamagedFileException {
        file.read();
    }

    void forget(User user) throws DamagedFileException, IOException {
        file.change(now -> {
            Map<String, Entry> users = new HashMap<>(now.users());
            users.remove(user.key());
            return new Document(VERSION, users);
        });
    }

    private Entry entry(User user) throws DamagedFileException {
        return file.read().users().getOrDefault(user.key(), NOTHING);
    }

    private void change(User user, UnaryOperator<Entry> change) throws DamagedFileException, IOException {
        file.change(now -> now.with(user, change.apply(now.users().getOrDefault(user.key(), NOTHING))));
    }

    /** A time that lies ahead was written before the clock was set back: it counts as now, and so ends some day. */
    private static List<Instant> recent(Entry entry, Instant now) {
        return entry.failedAt().stream()
                .map(CodeLedger::time)
                .map(time -> time.isAfter(now) ? now : time)
                .filter(time -> time.isAfter(now.minus(WINDOW)))
                .sorted()
                .toList();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a time", e);
        }
    }
}
