package io.workstatus.agent.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways out of {@code quarantine/}. The line in the {@link Ledger} is the commit point of each:
 *
 * <ul>
 *   <li>retried: first the file goes back to {@code pending/}, then the line. A kill in between leaves a file in
 *       {@code pending/} that was set aside, which the {@link Inventory} sets aside again;
 *   <li>discarded: first the line, then the file. A kill in between leaves a file that {@link #tidy} removes.
 * </ul>
 *
 * <p>An item's id is reserved in the {@link Line} meanwhile, so that two never change one item.
 */
final class Quarantine {

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final QueueFolder folder;
    private final Ledger ledger;
    private final Line line;
    private final Books books;

    Quarantine(QueueFolder folder, Ledger ledger, Line line, Books books) {
        this.folder = folder;
        this.ledger = ledger;
        this.line = line;
        this.books = books;
    }

    /** An item will never be whole again. The message says what is wrong with it. */
    static final class DamagedException extends Exception {

        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }

    /** Something that is done with an item that lies in quarantine. */
    private interface Change {
        void apply(LedgerRow row) throws IOException, NotNowException, DamagedException;
    }

    /**
     * Puts an item back into the line, with the id and the key that it has.
     *
     * @param by who wishes so
     */
    void retry(String id, String by) throws IOException, NotNowException, DamagedException {
        change(id, row -> {
            requireWhole(id);
            folder.takeBack(id);
            books.retried(row, by);
        });
    }

    /**
     * Keeps an item no longer.
     *
     * @param by who wishes so
     * @param reason why, for the journal
     */
    void discard(String id, String by, String reason) throws IOException, NotNowException {
        settle(id, row -> books.discarded(row, by, reason));
    }

    /** Deletes an item, so that no list shows it any more. */
    void delete(String id, String by) throws IOException, NotNowException {
        settle(id, row -> books.deleted(row, by));
    }

    /** Books first: what is removed before it was booked would be in no state if the line were never written. */
    private void settle(String id, Change booking) throws IOException, NotNowException {
        try {
            change(id, row -> {
                booking.apply(row);
                forget(id);
            });
        } catch (DamagedException e) {
            throw new IllegalStateException("nobody asked whether it is whole", e);
        }
    }

    private void change(String id, Change change) throws IOException, NotNowException, DamagedException {
        if (!line.reserve(id, 0)) {
            throw new NotNowException("It is not in quarantine: it waits, or somebody else changes it just now.");
        }
        try {
            LedgerRow row = ledger.find(id)
                    .filter(LedgerRow::isSetAside)
                    .orElseThrow(() -> new NotNowException("It is not in quarantine any more. Load the list again."));
            change.apply(row);
        } finally {
            line.cancel(id);
        }
    }

    private void requireWhole(String id) throws IOException, NotNowException, DamagedException {
        // A retry that failed half-way has left it there.
        Path file = Files.exists(folder.pending(id)) ? folder.pending(id) : folder.quarantined(id);
        try {
            ItemFile item = ItemFile.open(file);
            if (!item.header().id().equals(id)) {
                throw new DamagedException(
                        "It holds another item, " + item.header().id() + ", and cannot be sent. It can be discarded.");
            }
            item.verify();
        } catch (NoSuchFileException e) {
            throw new NotNowException("Its file is gone from the queue’s folder. It can only be discarded.");
        } catch (DamagedItemException e) {
            throw new DamagedException("It cannot be sent: " + e.getMessage() + ". It can be discarded.");
        }
    }

    /** Removes what a kill, or a disk that refused, left of items that are done with, and takes back what is to be sent. */
    void tidy() {
        try {
            for (String id : folder.listQuarantined()) {
                if (line.isClosed()) {
                    return;
                }
                if (line.reserve(id, 0)) {
                    try {
                        tidy(id);
                    } finally {
                        line.cancel(id);
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("The quarantine cannot be looked through now: {}", e.toString());
        }
    }

    private void tidy(String id) throws IOException {
        Optional<LedgerRow> row = ledger.find(id);
        if (row.isEmpty() || row.get().isSetAside()) {
            return;
        }
        if (row.get().state() == ItemState.PENDING) {
            folder.takeBack(id);
            line.arrived(id, PendingItem.found(row.get()), LedgerCounts.NONE);
        } else {
            forget(id);
        }
    }

    private void forget(String id) {
        try {
            folder.forget(id);
        } catch (IOException e) {
            LOG.warn("The item {} is done with, but its file stays in quarantine until the next start: {}", id, e);
        }
    }
}
