package io.workstatus.agent.retention;

import java.time.Duration;

/**
 * How much of one kind may stay.
 *
 * @param age how old it may get; zero for no such limit
 * @param bytes how much of it there may be; 0 for no such limit
 */
record Limit(Duration age, long bytes) {

    static final Limit NONE = new Limit(Duration.ZERO, 0);

    boolean hasAge() {
        return !age.isZero();
    }

    boolean hasBytes() {
        return bytes > 0;
    }
}
