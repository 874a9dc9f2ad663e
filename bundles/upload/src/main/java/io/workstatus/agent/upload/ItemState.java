package io.workstatus.agent.upload;

import java.util.Locale;

/**
 * Where an item is: every one is in exactly one of these states, and leaves {@link #PENDING} once; but what is
 * {@link #QUARANTINED} may be retried, or discarded.
 */
enum ItemState {
    PENDING,
    SENT,
    QUARANTINED,
    DROPPED;

    /** As rows show it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
