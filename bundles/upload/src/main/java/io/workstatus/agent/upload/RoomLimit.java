package io.workstatus.agent.upload;

import java.util.Optional;

/**
 * How much may wait in the queue.
 *
 * @param maxBytes of content; 0 for no such limit
 * @param maxFreePercent the share of what is free on the disk, what waits included
 * @param dropOldest whether the oldest is dropped for the newest when there is no room, rather than the newest refused
 */
record RoomLimit(long maxBytes, int maxFreePercent, boolean dropOldest) {

    static final RoomLimit NONE = new RoomLimit(0, 100, false);

    /**
     * Why so many bytes may not wait, if so, for people.
     *
     * @param free bytes on the disk that can still be used, or less than zero if that is not known
     * @param waiting bytes that wait already
     * @param more bytes that come
     */
    Optional<String> refusal(long free, long waiting, long more) {
        if (maxBytes > 0 && waiting + more > maxBytes) {
            return Optional.of("The upload queue is full: " + waiting + " bytes wait, and maxBytes allows " + maxBytes
                    + ". Let the store be reached, or set maxBytes higher.");
        }
        if (maxFreePercent < 100 && free >= 0 && waiting + more > (free + waiting) / 100 * maxFreePercent) {
            return Optional.of("The upload queue is full: " + waiting + " bytes wait, and maxFreePercent allows "
                    + maxFreePercent + " % of the disk's free space. Let the store be reached, or free some space.");
        }
        return Optional.empty();
    }
}
