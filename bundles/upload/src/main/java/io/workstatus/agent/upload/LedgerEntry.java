package io.workstatus.agent.upload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.clock.TimeSource;
import java.time.Instant;

/**
 * One line of the ledger.
 *
 * @param id the item's
 * @param synced whether it must be on the disk before anything else happens
 * @param counts what it adds to the books
 * @param json the line
 */
record LedgerEntry(String id, boolean synced, LedgerCounts counts, ObjectNode json) {

    static final String OFFERED = "offered";
    static final String SENT = "sent";
    static final String QUARANTINED = "quarantined";
    static final String DROPPED = "dropped";
    static final String DELETED = "deleted";
    static final String RETRIED = "retried";
    static final String DISCARDED = "discarded";

    /** An item is in {@code pending/}. If this line is lost, its file tells it again. */
    static LedgerEntry offered(ItemHeader header, Instant at) {
        ObjectNode json = json(OFFERED, header.id(), at);
        json.setAll(header.toJson());
        return new LedgerEntry(header.id(), false, new LedgerCounts(1, 0, 0, 0), json);
    }

    /** Something is in {@code pending/} that nobody offered in a way that can be read. */
    static LedgerEntry found(String id, Instant at) {
        return new LedgerEntry(id, false, new LedgerCounts(1, 0, 0, 0), json(OFFERED, id, at));
    }

    /**
     * An item is stored.
     *
     * @param store the store's destination
     * @param local whether the store keeps it on this machine, so that the queue's file is not needed
     */
    static LedgerEntry sent(String id, Instant at, String store, boolean local) {
        ObjectNode json = json(SENT, id, at).put("store", store).put("local", local);
        return new LedgerEntry(id, true, new LedgerCounts(0, 1, 0, 0), json);
    }

    static LedgerEntry quarantined(String id, Instant at, String reason) {
        return new LedgerEntry(
                id,
                true,
                new LedgerCounts(0, 0, 1, 0),
                json(QUARANTINED, id, at).put("reason", reason));
    }

    /** An item that was set aside is pending once more. */
    static LedgerEntry retried(String id, Instant at, String by) {
        return new LedgerEntry(
                id, true, new LedgerCounts(0, 0, -1, 0), json(RETRIED, id, at).put("by", by));
    }

    /** An item that was set aside is not kept any longer. */
    static LedgerEntry discarded(String id, Instant at, String by, String reason) {
        return new LedgerEntry(
                id,
                true,
                new LedgerCounts(0, 0, -1, 1),
                json(DISCARDED, id, at).put("by", by).put("reason", reason));
    }

    /** A pending item is not kept any longer, and nobody wished so. */
    static LedgerEntry dropped(String id, Instant at, String reason) {
        return new LedgerEntry(
                id, true, new LedgerCounts(0, 0, 0, 1), json(DROPPED, id, at).put("reason", reason));
    }

    /** A pending item was deleted before it was sent. */
    static LedgerEntry deletedUnsent(String id, Instant at, String by) {
        ObjectNode json =
                json(DROPPED, id, at).put("reason", "deleted").put("by", by).put("deleted", true);
        return new LedgerEntry(id, true, new LedgerCounts(0, 0, 0, 1), json);
    }

    /** Nothing is kept any more of an item that was not pending. */
    static LedgerEntry deleted(String id, Instant at, String by) {
        return new LedgerEntry(
                id, true, LedgerCounts.NONE, json(DELETED, id, at).put("by", by));
    }

    private static ObjectNode json(String op, String id, Instant at) {
        return Json.object().put("op", op).put("id", id).put("at", TimeSource.ISO_MILLIS.format(at));
    }
}
