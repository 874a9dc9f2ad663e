package io.workstatus.agent.upload;

import io.workstatus.agent.api.store.ObjectStore;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Constants;

/** The stores that are there now, the one to use first. */
final class Stores {

    private volatile List<Ranked> byRank = List.of();

    private record Ranked(ObjectStore store, int ranking, long serviceId) {

        /** The order of the service registry: the highest ranking, then the oldest. */
        static final Comparator<Ranked> ORDER =
                Comparator.comparingInt(Ranked::ranking).reversed().thenComparingLong(Ranked::serviceId);
    }

    /** Adds a store, or changes its rank. */
    synchronized void put(ObjectStore store, Map<String, ?> properties) {
        int ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer i ? i : 0;
        long id = properties.get(Constants.SERVICE_ID) instanceof Long l ? l : Long.MAX_VALUE;
        byRank = Stream.concat(without(store), Stream.of(new Ranked(store, ranking, id)))
                .sorted(Ranked.ORDER)
                .toList();
    }

    synchronized void remove(ObjectStore store) {
        byRank = without(store).toList();
    }

    private Stream<Ranked> without(ObjectStore store) {
        return byRank.stream().filter(ranked -> ranked.store() != store);
    }

    Optional<ObjectStore> best() {
        return byRank.stream().map(Ranked::store).findFirst();
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
