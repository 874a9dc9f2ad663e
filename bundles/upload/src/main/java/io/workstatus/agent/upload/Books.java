package io.workstatus.agent.upload;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways out of {@code pending/}, and out of quarantine. Each way out of {@code pending/} is the same three steps: the ledger's line, synchronised; then the file; then the
 * line of those that wait. A kill after the first leaves a file in {@code pending/} that the ledger is done with, and
 * {@link #finish} takes it where it belongs. Who calls has the item to itself.
 */
final class Books {

    private static final Logger LOG = LoggerFactory.getLogger(Books.class);

    private static final String NO_ROOM = "the queue is full, and the oldest gives way";

    private final QueueFolder folder;
    private final Ledger ledger;
    private final Line line;
    private final Journal journal;
    private final TimeSource time;

    Books(QueueFolder folder, Ledger ledger, Line line, Journal journal, TimeSource time) {
        this.folder = folder;
        this.ledger = ledger;
        this.line = line;
        this.journal = journal;
        this.time = time;
    }

    /** An item is stored; whether something was wrong with the store until now. */
    boolean sent(ItemHeader header, String store, boolean local) throws IOException {
        LedgerEntry entry = LedgerEntry.sent(header.id(), time.now(), store, local);
        ledger.append(entry);
        finish(header.id(), ItemState.SENT, local);
        boolean recovered = line.succeeded(header.id(), entry.counts()).isPresent();
        journal.append(
                "queue.sent",
                Map.of("id", header.id(), "user", header.user(), "key", header.key(), "bytes", header.length()));
        return recovered;
    }

    /** An item cannot be sent. */
    void quarantine(String id, String reason) throws IOException {
        LedgerEntry entry = LedgerEntry.quarantined(id, time.now(), reason);
        ledger.append(entry);
        finish(id, ItemState.QUARANTINED, false);
        line.left(id, entry.counts());
        LOG.warn("The item {} was set aside in quarantine: {}", id, reason);
        journal.append("queue.quarantined", Map.of("id", id, "reason", reason));
    }

    /** A pending item is deleted before it was sent. */
    void deleteUnsent(String id, String by) throws IOException {
        LedgerEntry entry = LedgerEntry.deletedUnsent(id, time.now(), by);
        ledger.append(entry);
        finish(id, ItemState.DROPPED, false);
        line.left(id, entry.counts());
        journal.append("screenshot.deleted", Map.of("id", id, "by", by, "state", ItemState.DROPPED.label()));
    }

    /** A pending item gives way to newer ones. */
    void dropForRoom(String id) throws IOException {
        LedgerEntry entry = LedgerEntry.dropped(id, time.now(), NO_ROOM);
        ledger.append(entry);
        finish(id, ItemState.DROPPED, false);
        line.left(id, entry.counts());
        LOG.warn("The item {} was dropped unsent: {}.", id, NO_ROOM);
        journal.append("queue.dropped", Map.of("id", id, "reason", NO_ROOM));
    }

    /** An item that was set aside is back in {@code pending/}, and has its place in the line kept. */
    void retried(LedgerRow row, String by) throws IOException {
        LedgerEntry entry = LedgerEntry.retried(row.id(), time.now(), by);
        ledger.append(entry);
        line.arrived(row.id(), PendingItem.found(row), entry.counts());
        journal.append("queue.retried", Map.of("id", row.id(), "user", row.user(), "key", row.key(), "by", by));
    }

    /** An item that was set aside is not kept any longer; its file is the caller's to remove. */
    void discarded(LedgerRow row, String by, String reason) throws IOException {
        LedgerEntry entry = LedgerEntry.discarded(row.id(), time.now(), by, reason);
        ledger.append(entry);
        line.booked(entry.counts());
        LOG.warn("The item {} was discarded out of quarantine.", row.id());
        journal.append(
                "queue.discarded",
                Map.of("id", row.id(), "user", row.user(), "key", row.key(), "by", by, "reason", reason));
    }

    /** An item that is not pending was deleted wherever it was. */
    void deleted(LedgerRow row, String by) throws IOException {
        ledger.append(LedgerEntry.deleted(row.id(), time.now(), by));
        journal.append(
                "screenshot.deleted",
                Map.of("id", row.id(), "by", by, "state", row.state().label()));
    }

    /** The file of an item is gone, and nobody knows why: it stays unaccounted for. */
    void missing(String id) {
        line.left(id, LedgerCounts.NONE);
        LOG.error("The item {} is gone from the queue's folder; something else removed it.", id);
        journal.append("queue.lost", Map.of("id", id));
    }

    /** Takes the file of an item out of {@code pending/}; if that fails, the next look at the folder does it. */
    void finish(String id, ItemState state, boolean isKeptElsewhere) {
        try {
            switch (state) {
                case PENDING -> throw new IllegalArgumentException(id + " is not done with");
                case SENT -> {
                    if (isKeptElsewhere) {
                        folder.remove(id);
                    } else {
                        folder.keep(id);
                    }
                }
                case QUARANTINED -> folder.setAside(id);
                case DROPPED -> folder.remove(id);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("The item {} was taken out of pending before.", id);
        } catch (IOException e) {
            LOG.warn("The item {} is {}, but its file stays in pending for now: {}", id, state.label(), e.toString());
        }
    }
}
