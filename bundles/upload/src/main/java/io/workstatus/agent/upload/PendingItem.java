package io.workstatus.agent.upload;

import java.time.Instant;

/**
 * What is kept in memory of an item that waits; small, because a long outage makes many.
 *
 * @param createdAtMillis when it was recorded, since 1970
 * @param bytes of its content
 * @param mayBeStored whether a put of it was ever begun, as far as is known: it may have succeeded without an answer
 */
record PendingItem(long createdAtMillis, long bytes, boolean mayBeStored) {

    /** One that is offered just now. */
    static PendingItem offered(ItemHeader header) {
        return new PendingItem(header.createdAt().toEpochMilli(), header.length(), false);
    }

    /** One that was found: what a former process did with it is not known. */
    static PendingItem found(ItemHeader header) {
        return new PendingItem(header.createdAt().toEpochMilli(), header.length(), true);
    }

    static PendingItem found(LedgerRow row) {
        return new PendingItem(row.takenAt().toEpochMilli(), row.bytes(), true);
    }

    PendingItem tried() {
        return mayBeStored ? this : new PendingItem(createdAtMillis, bytes, true);
    }

    Instant createdAt() {
        return Instant.ofEpochMilli(createdAtMillis);
    }
}
