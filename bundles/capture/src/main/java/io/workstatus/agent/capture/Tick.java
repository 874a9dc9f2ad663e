package io.workstatus.agent.capture;

import io.workstatus.agent.api.queue.Artifact;
import java.time.Instant;

/** What came of a tick. */
sealed interface Tick {

    /**
     * A screenshot was taken and is durable.
     *
     * @param stages how long each took, for people
     */
    record Taken(Artifact artifact, String stages) implements Tick {}

    /**
     * The screen shows what it showed when the last screenshot was stored.
     *
     * @param id of that screenshot
     * @param since when that was taken
     */
    record Unchanged(String id, Instant since) implements Tick {}

    /** Recording was not allowed, or not any longer; whatever had been grabbed is gone. */
    record Forbidden() implements Tick {}

    /**
     * Something that it needs was not there.
     *
     * @param why for people
     */
    record Unequipped(String why) implements Tick {}

    /**
     * It went wrong, and whatever had been grabbed is gone.
     *
     * @param why for people
     * @param forGood whether no later one in this process can go better
     */
    record Failed(String why, boolean forGood) implements Tick {}
}
