package io.workstatus.agent.upload;

import io.workstatus.agent.api.store.ObjectStore;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.Constants;

/**
 * The stores that are there now, the one to use first. A store that was set up, and is ranked above the default, is waited
 * for while it is away, because it is being replaced or was stopped: what is meant for it goes nowhere else.
 */
final class Stores {

    private volatile List<Ranked> byRank = List.of();
    private volatile Optional<Preferred> preferred;
    private final Set<String> notSetUp = new HashSet<>();

    /**
     * The store that objects go to by what somebody has set up.
     *
     * @param name its {@link ObjectStore#NAME}
     */
    record Preferred(String name, int ranking) {}

    private record Ranked(ObjectStore store, String name, int ranking, long serviceId) {

        /** The order of the service registry: the highest ranking, then the oldest. */
        static final Comparator<Ranked> ORDER =
                Comparator.comparingInt(Ranked::ranking).reversed().thenComparingLong(Ranked::serviceId);
    }

    /** With the store that was preferred when the queue was last open. */
    Stores(Optional<Preferred> preferred) {
        this.preferred = preferred;
    }

    /** Adds a store, or changes its rank. */
    synchronized void put(ObjectStore store, Map<String, ?> properties) {
        int ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer i ? i : 0;
        long id = properties.get(Constants.SERVICE_ID) instanceof Long l ? l : Long.MAX_VALUE;
        String name = properties.get(ObjectStore.NAME) instanceof String s ? s : "";
        byRank = Stream.concat(without(store), Stream.of(new Ranked(store, name, ranking, id)))
                .sorted(Ranked.ORDER)
                .toList();
        if (!name.isEmpty() && ranking > 0 && preferred.map(Preferred::ranking).orElse(0) <= ranking) {
            preferred = Optional.of(new Preferred(name, ranking));
        }
    }

    synchronized void remove(ObjectStore store) {
        byRank = without(store).toList();
        notSetUp.forEach(this::forget);
    }

    /** A store says that nobody has set it up. */
    synchronized void notSetUp(String name) {
        notSetUp.add(name);
        forget(name);
    }

    /** It says so no longer: it was set up, or is gone. */
    synchronized void notSetUpNoLonger(String name) {
        notSetUp.remove(name);
    }

    private void forget(String name) {
        if (byRank.stream().noneMatch(ranked -> ranked.name().equals(name))
                && preferred.map(Preferred::name).filter(name::equals).isPresent()) {
            preferred = Optional.empty();
        }
    }

    Optional<Preferred> preferred() {
        return preferred;
    }

    private Stream<Ranked> without(ObjectStore store) {
        return byRank.stream().filter(ranked -> ranked.store() != store);
    }

    /** The store to use, unless it must be waited for. */
    Optional<ObjectStore> best() {
        Optional<Ranked> first = byRank.stream().findFirst();
        int atLeast = preferred.map(Preferred::ranking).orElse(Integer.MIN_VALUE);
        return first.filter(ranked -> ranked.ranking() >= atLeast).map(Ranked::store);
    }

    /** The store that calls itself so. */
    Optional<ObjectStore> at(String destination) {
        return byRank.stream()
                .map(Ranked::store)
                .filter(store -> store.destination().equals(destination))
                .findFirst();
    }

    /** The file of an object in a store that keeps it on this machine. */
    Optional<Path> localFile(String key) {
        return byRank.stream()
                .map(ranked -> ranked.store().localFile(key))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
