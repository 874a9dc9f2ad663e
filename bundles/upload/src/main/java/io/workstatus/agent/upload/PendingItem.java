package io.workstatus.agent.upload;

import java.time.Instant;

/**
 * What is kept in memory of an item that waits; small, because a long outage makes many.
 *
 * @param createdAtMillis when it was recorded, since 1970
 * @param bytes of its content
 */
record PendingItem(long createdAtMillis, long bytes) {

    static PendingItem of(ItemHeader header) {
        return new PendingItem(header.createdAt().toEpochMilli(), header.length());
    }

    static PendingItem of(LedgerRow row) {
        return new PendingItem(row.takenAt().toEpochMilli(), row.bytes());
    }

    Instant createdAt() {
        return Instant.ofEpochMilli(createdAtMillis);
    }
}
