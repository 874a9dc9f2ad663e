package io.workstatus.agent.journal;

import static java.time.temporal.ChronoUnit.HOURS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file of records, named after an hour in UTC as {@code 2026-11-22T08Z.ndjson}. Names only ever get later, so that their
 * order is the order of the records. A segment holds no time of a later hour than its own. One whose first record is of its
 * hour holds that hour alone; the others were begun after the clock had gone back, under the next name that was free.
 */
record Segment(Path file, Instant hour) {

    private static final String EXTENSION = ".ndjson";
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter PARSED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mmX").withZone(ZoneOffset.UTC);

    static Segment of(Path folder, Instant time) {
        Instant hour = time.truncatedTo(HOURS);
        return new Segment(folder.resolve(NAME.format(hour) + EXTENSION), hour);
    }

    /** All segments of a folder, the newest first; files of other names are not ours. */
    static List<Segment> newestFirst(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Segment::parse)
                    .filter(Objects::nonNull)
                    .sorted(Comparator.comparing(Segment::hour).reversed())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** The first moment after everything in it. */
    Instant end() {
        return hour.plus(1, HOURS);
    }

    /** The segment that is named after the next hour. */
    Segment next() {
        return of(Objects.requireNonNull(file.getParent()), end());
    }

    private static @Nullable Segment parse(Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith("Z" + EXTENSION)) {
            return null;
        }
        try {
            String hour = name.substring(0, name.length() - EXTENSION.length() - 1);
            return new Segment(file, PARSED.parse(hour + ":00Z", Instant::from));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
