package io.workstatus.agent.upload;

import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/** The screenshots that were ever offered, as the ledger tells them, and their pictures as long as they are here. */
final class Catalogue {

    /** How far the time of a screenshot may be from the time in its id, for it to be found by its time. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Comparator<LedgerRow> OLDEST_FIRST =
            Comparator.comparing(LedgerRow::takenAt).thenComparing(LedgerRow::id);

    private final QueueFolder folder;
    private final Ledger ledger;
    private final Line line;
    private final Books books;
    private final Stores stores;
    private final Erasures erasures;
    private final Runnable onWish;
    private final Quarantine quarantine;

    /** Runs {@code onWish} when something is to be erased from the store that nobody booked as sent. */
    Catalogue(
            QueueFolder folder,
            Ledger ledger,
            Line line,
            Books books,
            Stores stores,
            Erasures erasures,
            Quarantine quarantine,
            Runnable onWish) {
        this.folder = folder;
        this.ledger = ledger;
        this.line = line;
        this.books = books;
        this.stores = stores;
        this.erasures = erasures;
        this.quarantine = quarantine;
        this.onWish = onWish;
    }

    /** A picture; whoever is given it closes its stream. */
    record Image(String mediaType, long length, InputStream content) {}

    /**
     * The newest screenshots, newest first.
     *
     * @param from inclusive
     * @param to exclusive
     * @param limit at least 1
     */
    List<LedgerRow> list(Instant from, Instant to, int limit, Predicate<LedgerRow> visible) throws IOException {
        return newest(from, to, limit, row -> isListed(row) && visible.test(row));
    }

    /**
     * The newest items in a state, of any kind, newest first: all of those that are still in the queue, however old, and of
     * those that left it the ones between {@code from} and {@code to}.
     */
    List<LedgerRow> items(ItemState state, Instant from, Instant to, int limit) throws IOException {
        return switch (state) {
            case PENDING -> rows(folder.listWaiting(), limit, row -> row.state() == ItemState.PENDING);
            case QUARANTINED -> rows(folder.listQuarantined(), limit, LedgerRow::isSetAside);
            case SENT, DROPPED -> newest(from, to, limit, row -> row.state() == state && !row.deleted());
        };
    }

    private List<LedgerRow> rows(List<String> ids, int limit, Predicate<LedgerRow> wanted) throws IOException {
        List<LedgerRow> found = new ArrayList<>();
        String read = "";
        Map<String, LedgerRow> rows = Map.of();
        for (String id : ids.stream().sorted(Comparator.reverseOrder()).toList()) {
            if (found.size() == limit) {
                break;
            }
            String segment = Ledger.segmentOf(id);
            if (!segment.equals(read)) {
                rows = ledger.read(segment);
                read = segment;
            }
            LedgerRow row = rows.get(id);
            if (row != null && wanted.test(row)) {
                found.add(row);
            }
        }
        return found;
    }

    private List<LedgerRow> newest(Instant from, Instant to, int limit, Predicate<LedgerRow> wanted)
            throws IOException {
        PriorityQueue<LedgerRow> newest = new PriorityQueue<>(OLDEST_FIRST);
        var segments = ledger.segments(Ledger.segmentOf(from.minus(SLACK)), Ledger.segmentOf(to.plus(SLACK)));
        for (String segment : segments.descendingSet()) {
            Instant latest = Ledger.startOf(segment).plus(Duration.ofHours(1)).plus(SLACK);
            if (newest.size() == limit && !newest.element().takenAt().isBefore(latest)) {
                break;
            }
            for (LedgerRow row : ledger.read(segment).values()) {
                if (wanted.test(row)
                        && !row.takenAt().isBefore(from)
                        && row.takenAt().isBefore(to)) {
                    newest.add(row);
                    if (newest.size() > limit) {
                        newest.remove();
                    }
                }
            }
        }
        return newest.stream().sorted(OLDEST_FIRST.reversed()).toList();
    }

    private static boolean isListed(LedgerRow row) {
        return row.kind().equals(Artifact.SCREENSHOT) && !row.deleted();
    }

    /** A screenshot by its id, also one of which nothing is kept any more. */
    Optional<LedgerRow> find(String id) throws IOException {
        return ItemId.isValid(id)
                ? ledger.find(id).filter(row -> row.kind().equals(Artifact.SCREENSHOT))
                : Optional.empty();
    }

    /** Whether an item of this id was ever offered, or found. */
    boolean knows(String id) throws IOException {
        return ItemId.isValid(id) && ledger.find(id).isPresent();
    }

    /** The picture of a screenshot, if it is on this machine. */
    Optional<Image> image(LedgerRow row) throws IOException {
        if (row.deleted()) {
            return Optional.empty();
        }
        // In the order in which an item moves, so that one that moves meanwhile is met later.
        for (Path place : List.of(folder.pending(row.id()), folder.sent(row.id()), folder.quarantined(row.id()))) {
            Optional<Image> image = inItem(place);
            if (image.isPresent()) {
                return image;
            }
        }
        Optional<Path> file = stores.localFile(row.key());
        return file.isPresent() ? inFile(file.get(), row.mediaType()) : Optional.empty();
    }

    private static Optional<Image> inItem(Path place) throws IOException {
        try {
            ItemFile item = ItemFile.open(place);
            return Optional.of(
                    new Image(item.header().mediaType(), item.header().length(), item.content()));
        } catch (NoSuchFileException | DamagedItemException e) {
            return Optional.empty();
        }
    }

    private static Optional<Image> inFile(Path file, String mediaType) throws IOException {
        try {
            return Optional.of(new Image(mediaType, Files.size(file), Files.newInputStream(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Deletes a screenshot here and in the store that has it. What is left when this throws can be deleted again.
     *
     * @param by who wishes so
     */
    void delete(LedgerRow row, String by) throws IOException, StoreException, NotNowException, InterruptedException {
        if (row.deleted()) {
            return;
        }
        if (row.state() == ItemState.PENDING) {
            deletePending(row, by);
        } else {
            deleteDone(row, by);
        }
    }

    private void deletePending(LedgerRow row, String by)
            throws IOException, StoreException, NotNowException, InterruptedException {
        if (line.claim(row.id(), PATIENCE)) {
            try {
                deleteClaimed(row, by);
            } finally {
                line.release(row.id());
            }
            return;
        }
        if (line.knows(row.id())) {
            throw new NotNowException("It is being sent just now. Delete it again in a moment.");
        }
        LedgerRow now = ledger.find(row.id()).orElse(row);
        if (now.state() == ItemState.PENDING) {
            // Lost from the folder: deleting it is what accounts for it.
            books.deleteUnsent(row.id(), by);
        } else {
            deleteDone(now, by);
        }
    }

    private void deleteClaimed(LedgerRow row, String by) throws IOException {
        if (line.mayBeStored(row.id())) {
            erasures.wish(row.id(), row.key(), () -> books.deleteUnsent(row.id(), by));
            onWish.run();
        } else {
            books.deleteUnsent(row.id(), by);
        }
    }

    private void deleteDone(LedgerRow row, String by) throws IOException, StoreException, NotNowException {
        if (row.state() == ItemState.SENT) {
            Optional<ObjectStore> store = stores.at(row.store());
            if (store.isEmpty()) {
                throw new NotNowException(
                        "It is stored in " + row.store() + ", which is not there now. Set that store up again first.");
            }
            store.get().delete(row.key());
        }
        if (row.isSetAside()) {
            quarantine.delete(row.id(), by);
            return;
        }
        folder.forget(row.id());
        books.deleted(row, by);
    }
}
