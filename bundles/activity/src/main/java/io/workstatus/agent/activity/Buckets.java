package io.workstatus.agent.activity;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples added up in spans of equal length, which begin at multiples of it since 1970. */
final class Buckets {

    /** The names of a row's values, in their order. */
    static final List<String> COLUMNS =
            List.of("from", "to", "user", "keys", "clicks", "wheel", "moves", "activeSeconds");

    private Buckets() {}

    /** A span of time and a user who has samples that begin in it. */
    record Row(Instant from, Instant to, String user, Counts counts) {

        /** One for each column. */
        List<Object> values() {
            BigDecimal activeSeconds = Sample.seconds(counts.activeMillis());
            return List.of(
                    from, to, user, counts.keys(), counts.clicks(), counts.wheel(), counts.moves(), activeSeconds);
        }
    }

    private record Place(Instant from, String user) {}

    /** The newest first; where two users have the same span, by name. */
    static List<Row> of(SampleFolder folder, ActivityQuery query) throws IOException {
        Map<Place, Counts> sums =
                new TreeMap<>(Comparator.comparing(Place::from).reversed().thenComparing(Place::user));
        folder.read(query.from(), query.to(), sample -> {
            if (query.reader().map(sample.user()::equals).orElse(true)) {
                sums.merge(
                        new Place(beginning(sample.time(), query.bucket()), sample.user()),
                        sample.counts(),
                        Counts::plus);
            }
        });
        return sums.entrySet().stream()
                .limit(query.limit())
                .map(sum -> row(sum.getKey(), query.bucket(), sum.getValue()))
                .toList();
    }

    private static Instant beginning(Instant time, int bucket) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), bucket) * bucket);
    }

    private static Row row(Place place, int bucket, Counts counts) {
        return new Row(place.from(), place.from().plusSeconds(bucket), place.user(), counts);
    }
}
