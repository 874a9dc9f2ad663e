package io.workstatus.agent.upload;

import java.time.Duration;

/**
 * How hard the queue tries.
 *
 * @param senders objects on their way at once
 * @param backoffBase longest wait before the first repetition
 * @param backoffMax longest wait before any repetition
 * @param itemTries how often an object that the store refuses for its own sake is tried
 */
record Settings(int senders, Duration backoffBase, Duration backoffMax, int itemTries) {

    /** Values out of bounds become the nearest good ones: a queue that works beats a setting that is obeyed. */
    static Settings of(UploadConfig config) {
        double base = within(config.backoffBaseSeconds(), 0.01, 60, 1);
        double max = Math.max(base, within(config.backoffMaxSeconds(), 0.01, 3600, 300));
        return new Settings((int) within(config.senders(), 1, 16, 2), seconds(base), seconds(max), (int)
                within(config.itemTries(), 1, 1000, 5));
    }

    private static double within(double value, double min, double max, double otherwise) {
        return Double.isNaN(value) ? otherwise : Math.max(min, Math.min(max, value));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
