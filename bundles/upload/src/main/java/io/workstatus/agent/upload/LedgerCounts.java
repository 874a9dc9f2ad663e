package io.workstatus.agent.upload;

/** How many items were offered, and how many left {@code pending/} which way. Offered is counted, not summed up. */
record LedgerCounts(long offered, long sent, long quarantined, long dropped) {

    static final LedgerCounts NONE = new LedgerCounts(0, 0, 0, 0);

    LedgerCounts plus(LedgerCounts other) {
        return new LedgerCounts(
                offered + other.offered, sent + other.sent, quarantined + other.quarantined, dropped + other.dropped);
    }

    LedgerCounts minus(LedgerCounts other) {
        return new LedgerCounts(
                offered - other.offered, sent - other.sent, quarantined - other.quarantined, dropped - other.dropped);
    }

    /** Those that must be pending, if nothing was lost. */
    long open() {
        return offered - sent - quarantined - dropped;
    }
}
