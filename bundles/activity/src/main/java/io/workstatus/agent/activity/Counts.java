package io.workstatus.agent.activity;

/**
 * How much input there was.
 *
 * @param keys presses of a key
 * @param clicks presses of a mouse button
 * @param wheel steps of the wheel
 * @param moves of the pointer, each farther than a trembling hand moves it
 * @param activeMillis milliseconds in which there was input, or had been a short while ago
 */
record Counts(long keys, long clicks, long wheel, long moves, long activeMillis) {

    static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    Counts plus(Counts other) {
        return new Counts(
                keys + other.keys,
                clicks + other.clicks,
                wheel + other.wheel,
                moves + other.moves,
                activeMillis + other.activeMillis);
    }

    Counts minus(Counts other) {
        return new Counts(
                keys - other.keys,
                clicks - other.clicks,
                wheel - other.wheel,
                moves - other.moves,
                activeMillis - other.activeMillis);
    }
}
