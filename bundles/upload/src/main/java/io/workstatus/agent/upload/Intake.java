package io.workstatus.agent.upload;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.queue.OfferRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * The way into the queue. An artifact is accepted once its file has its name in {@code pending/} on the disk and its line
 * in the ledger; a kill in between leaves the file, from which the line is made again.
 */
final class Intake {

    private final QueueFolder folder;
    private final Ledger ledger;
    private final Line line;
    private final Room room;
    private final TimeSource time;

    Intake(QueueFolder folder, Ledger ledger, Line line, Room room, TimeSource time) {
        this.folder = folder;
        this.ledger = ledger;
        this.line = line;
        this.room = room;
        this.time = time;
    }

    void offer(Artifact artifact) throws OfferRefusedException {
        ItemHeader header = ItemHeader.of(artifact);
        Optional<String> flaw = header.flaw();
        if (flaw.isPresent()) {
            throw new OfferRefusedException("The queue refused an artifact: " + flaw.get() + ".");
        }
        if (!Sha256.of(artifact.content()).equals(header.sha256())) {
            throw new OfferRefusedException(
                    "The queue refused " + header.id() + ": its content does not have the SHA-256 that came with it.");
        }
        boolean reserved = line.reserve(header.id(), header.length());
        try {
            Optional<LedgerRow> row = ledger.find(header.id());
            boolean isSafe = row.isPresent() && isSafe(row.get(), header, reserved);
            if (!isSafe && !reserved) {
                throw new OfferRefusedException(
                        "The queue is stopping, or takes " + header.id() + " just now; offer it again.");
            }
            if (!isSafe) {
                room.makeFor(header.length());
                take(header, artifact.content(), row.isPresent());
                line.offered(null);
            }
        } catch (IOException e) {
            Trouble trouble = Trouble.of(e, folder.root());
            line.offered(new QueueError(trouble.code(), trouble.message(), time.now(), false));
            throw new OfferRefusedException(trouble.message(), e);
        } finally {
            if (reserved) {
                line.cancel(header.id());
            }
        }
    }

    /** Whether an artifact that was offered before need not be taken again. */
    private static boolean isSafe(LedgerRow row, ItemHeader header, boolean notPending) throws OfferRefusedException {
        if (!row.sha256().equals(header.sha256())) {
            throw taken(header);
        }
        return switch (row.state()) {
            case SENT -> true;
            // In the books and not in the line: its file was lost, and comes back with this offer.
            case PENDING -> !notPending;
            case QUARANTINED, DROPPED ->
                throw new OfferRefusedException("The queue refused " + header.id() + ": it was offered before and is "
                        + row.state().label() + ".");
        };
    }

    private void take(ItemHeader header, byte[] content, boolean isBooked) throws IOException, OfferRefusedException {
        if (!isThere(header)) {
            folder.add(header, content);
        }
        LedgerCounts booked = LedgerCounts.NONE;
        if (!isBooked) {
            booked = book(header);
        }
        line.arrived(header.id(), PendingItem.offered(header), booked);
    }

    private LedgerCounts book(ItemHeader header) throws IOException {
        LedgerEntry entry = LedgerEntry.offered(header, time.now());
        try {
            ledger.append(entry);
        } catch (IOException e) {
            folder.withdraw(header.id(), e);
            throw e;
        }
        return entry.counts();
    }

    /** Whether the file is there although the ledger does not know it: an offer that was taken back only in part. */
    private boolean isThere(ItemHeader header) throws IOException, OfferRefusedException {
        if (!Files.exists(folder.pending(header.id()))) {
            return false;
        }
        try {
            ItemFile there = ItemFile.open(folder.pending(header.id()));
            if (!there.header().sha256().equals(header.sha256())) {
                throw taken(header);
            }
            there.verify();
        } catch (DamagedItemException e) {
            return false;
        }
        folder.syncPending();
        return true;
    }

    private static OfferRefusedException taken(ItemHeader header) {
        return new OfferRefusedException(
                "The queue refused " + header.id() + ": another artifact was offered under that id.");
    }
}
