package io.workstatus.agent.journal;

import java.time.Instant;

/**
 * What happened, before it has its place in the chain.
 *
 * @param time when
 * @param type as {@code session.opened}
 * @param data a JSON object
 */
record Entry(Instant time, String type, String data) {

    /** What it takes in memory, in bytes and about. */
    int weight() {
        return 128 + 2 * (type.length() + data.length());
    }
}
