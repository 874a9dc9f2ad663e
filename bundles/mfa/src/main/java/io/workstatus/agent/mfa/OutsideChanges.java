package io.workstatus.agent.mfa;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Notices what whoever owns the machine changed by command while the agent runs. */
final class OutsideChanges {

    private final Users users;
    private final CodeLedger ledger;

    private Map<String, User> seen = Map.of();
    private Set<String> withFailures = Set.of();

    OutsideChanges(Users users, CodeLedger ledger) {
        this.users = users;
        this.ledger = ledger;
    }

    /**
     * Something that happened to a user.
     *
     * @param type of the journal's record
     */
    record Change(String type, String user) {}

    /** A change that the agent makes itself. */
    @FunctionalInterface
    interface OwnChange {
        void make() throws Refusal, DamagedFileException, IOException;
    }

    /** What has changed since the last look; nothing at the first one. */
    synchronized List<Change> look() throws DamagedFileException {
        List<Change> changes = new ArrayList<>();
        Map<String, User> now =
                users.all().stream().collect(Collectors.toUnmodifiableMap(User::key, Function.identity()));
        Set<String> failing = ledger.withFailures();
        for (User user : now.values()) {
            User before = seen.get(user.key());
            if (before != null
                    && before.createdAt().equals(user.createdAt())
                    && !before.password().equals(user.password())) {
                changes.add(new Change("user.password.changed", user.name()));
            }
            // The agent itself never takes wrong codes back, so somebody else did.
            if (withFailures.contains(user.key()) && !failing.contains(user.key()) && ledger.knows(user)) {
                changes.add(new Change("user.unlocked", user.name()));
            }
        }
        seen = now;
        withFailures = failing;
        return changes;
    }

    /** Makes a change of the agent's own, which is none from outside, and returns what others had changed before it. */
    synchronized List<Change> besides(OwnChange own) throws Refusal, DamagedFileException, IOException {
        List<Change> before = look();
        own.make();
        look();
        return before;
    }
}
