package io.workstatus.agent.upload;

import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What really lies in {@code pending/}, compared with the books: at each start, and now and then. Nothing that lies there
 * is an error: what the ledger is done with is finished, what it does not know is booked, what is no whole item is set
 * aside, and what is gone stays visible as unaccounted for.
 */
final class Inventory {

    private static final Logger LOG = LoggerFactory.getLogger(Inventory.class);

    private final QueueFolder folder;
    private final Ledger ledger;
    private final Line line;
    private final Books books;
    private final TimeSource time;

    Inventory(QueueFolder folder, Ledger ledger, Line line, Books books, TimeSource time) {
        this.folder = folder;
        this.ledger = ledger;
        this.line = line;
        this.books = books;
        this.time = time;
    }

    /** Makes the line of those that wait from the folder and the ledger. */
    void takeStock() throws IOException {
        Set<String> gone = line.ids();
        Map<Long, List<String>> byHour = new TreeMap<>();
        for (Path file : folder.listPending()) {
            String id = QueueFolder.idOf(file);
            gone.remove(id);
            if (id.isEmpty()) {
                admit(file);
            } else if (!line.knows(id)) {
                byHour.computeIfAbsent(ItemId.hour(id), h -> new ArrayList<>()).add(id);
            }
        }
        for (List<String> ids : byHour.values()) {
            Map<String, LedgerRow> rows = ledger.read(Ledger.segmentOf(ids.get(0)));
            for (String id : ids) {
                place(id, rows.get(id));
            }
        }
        gone.forEach(this::lookForLost);
    }

    private void place(String id, @Nullable LedgerRow row) {
        if (row == null) {
            admit(folder.pending(id));
        } else if (row.state() == ItemState.PENDING) {
            resume(row);
        } else {
            books.finish(id, row.deleted() ? ItemState.DROPPED : row.state(), row.local());
        }
    }

    private void resume(LedgerRow row) {
        if (line.reserve(row.id(), 0)) {
            line.arrived(row.id(), PendingItem.found(row), LedgerCounts.NONE);
        }
    }

    private void lookForLost(String id) {
        if (line.claim(id)) {
            if (Files.exists(folder.pending(id))) {
                line.release(id);
            } else {
                books.missing(id);
            }
        }
    }

    /** Books a file that the ledger does not know: a whole item as offered, anything else as found and set aside. */
    private void admit(Path file) {
        try {
            admitOrSetAside(file);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone already.", file);
        } catch (IOException e) {
            // One file that the disk does not give must not keep the others; the next look finds it again.
            LOG.warn("{} cannot be booked now: {}", file, e.toString());
        }
    }

    private void admitOrSetAside(Path file) throws IOException {
        try {
            ItemHeader header = ItemFile.open(file).header();
            if (!file.equals(folder.pending(header.id())) && !giveItsName(file, header)) {
                setAside(file, "it is a copy of " + header.id() + ", or has its name");
                return;
            }
            if (line.reserve(header.id(), 0)) {
                book(LedgerEntry.offered(header, time.now()), PendingItem.found(header));
            }
        } catch (DamagedItemException e) {
            setAside(file, e.getMessage());
        }
    }

    /** An item under a wrong name gets its own, if that is free and the item not done with. */
    private boolean giveItsName(Path file, ItemHeader header) throws IOException {
        if (Files.exists(folder.pending(header.id()))
                || line.knows(header.id())
                || ledger.find(header.id()).isPresent()) {
            return false;
        }
        folder.rename(file, header.id());
        return true;
    }

    private void setAside(Path file, String reason) throws IOException {
        String id = QueueFolder.idOf(file);
        String why = reason;
        if (id.isEmpty()) {
            // First a name that the books can hold: a kill after this leaves a damaged item, which is a known case.
            id = ItemId.make(time.now());
            why = "\"" + printable(file) + "\": " + reason;
            folder.rename(file, id);
        }
        if (line.reserve(id, 0)) {
            book(
                    LedgerEntry.found(id, time.now()),
                    new PendingItem(ItemId.time(id).toEpochMilli(), 0, false));
            if (line.claim(id)) {
                quarantine(id, why);
            }
        }
    }

    private static String printable(Path file) {
        String name = String.valueOf(file.getFileName()).replaceAll("[^\\x20-\\x7e]", "?");
        return name.length() > 80 ? name.substring(0, 80) + "…" : name;
    }

    private void book(LedgerEntry entry, PendingItem item) throws IOException {
        try {
            ledger.append(entry);
            line.arrived(entry.id(), item, entry.counts());
        } finally {
            line.cancel(entry.id());
        }
    }

    /** Reads all that is pending now from its first to its last byte, so that damage is known before there is a store. */
    void inspect() {
        for (String id : line.ids()) {
            if (line.isClosed()) {
                return;
            }
            if (line.claim(id)) {
                inspectClaimed(id);
            }
        }
    }

    private void inspectClaimed(String id) {
        try {
            openWhole(id);
            line.release(id);
        } catch (NoSuchFileException e) {
            books.missing(id);
        } catch (DamagedItemException e) {
            quarantine(id, e.getMessage());
        } catch (IOException e) {
            LOG.warn("The item {} cannot be read now: {}", id, e.toString());
            line.release(id);
        }
    }

    /** An item that is what its name says, to the last byte. */
    ItemFile openWhole(String id) throws IOException, DamagedItemException {
        ItemFile item = ItemFile.open(folder.pending(id));
        if (!item.header().id().equals(id)) {
            throw new DamagedItemException(
                    "it holds another item, " + item.header().id());
        }
        item.verify();
        return item;
    }

    /** Sets an item aside, or gives it back if the disk does not let us; then whoever has it next tries again. */
    void quarantine(String id, String reason) {
        try {
            books.quarantine(id, reason);
        } catch (IOException e) {
            LOG.warn("The item {} cannot be set aside now: {}", id, e.toString());
            line.release(id);
        }
    }
}
