package io.workstatus.agent.upload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How hard the queue tries, and how much it may keep.
 *
 * @param senders objects on their way at once
 * @param backoffBase longest wait before the first repetition
 * @param backoffMax longest wait before any repetition
 * @param itemTries how often an object that the store refuses for its own sake is tried
 * @param room how much may wait
 * @param flaws what is configured and cannot be right, a sentence each; something else is in force then
 */
record Settings(
        int senders, Duration backoffBase, Duration backoffMax, int itemTries, RoomLimit room, List<String> flaws) {

    private static final String BLOCK = "block";
    private static final String DROP_OLDEST = "drop-oldest";

    Settings {
        flaws = List.copyOf(flaws);
    }

    /**
     * Reads a component's properties. What cannot be right becomes the nearest good value, or the default, and is said: a
     * queue that works beats a setting that is obeyed.
     */
    static Settings of(Map<String, ?> properties) {
        Reader from = new Reader(properties);
        double base = from.number("backoffBaseSeconds", 0.01, 60, 1);
        double max = Math.max(base, from.number("backoffMaxSeconds", 0.01, 3600, 300));
        RoomLimit room = new RoomLimit(
                (long) from.number("maxBytes", 0, 1L << 50, 10L << 30),
                (int) from.number("maxFreePercent", 1, 100, 50),
                from.isOneOf("whenFull", BLOCK, DROP_OLDEST));
        return new Settings(
                (int) from.number("senders", 1, 16, 2),
                seconds(base),
                seconds(max),
                (int) from.number("itemTries", 1, 1000, 5),
                room,
                from.flaws);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** Properties as they come: numbers may be text, because that is all some editors of configurations know. */
    private record Reader(Map<String, ?> properties, List<String> flaws) {

        Reader(Map<String, ?> properties) {
            this(properties, new ArrayList<>());
        }

        double number(String name, double min, double max, double absent) {
            Object value = properties.get(name);
            if (value == null || value.toString().isBlank()) {
                return absent;
            }
            double number = parsed(value);
            if (number >= min && number <= max) {
                return number;
            }
            double instead = Double.isNaN(number) ? absent : Math.max(min, Math.min(max, number));
            flaws.add("The upload queue's " + name + " is " + shown(value) + "; it must be a number from " + shown(min)
                    + " to " + shown(max) + ". Set it right; " + shown(instead) + " is used.");
            return instead;
        }

        /** Whether it is the second of two words; the first is the default. */
        boolean isOneOf(String name, String absent, String other) {
            Object value = properties.get(name);
            String word = value == null ? absent : value.toString().strip();
            if (!word.isEmpty() && !word.equals(absent) && !word.equals(other)) {
                flaws.add("The upload queue's " + name + " is " + shown(word) + "; it must be " + absent + " or "
                        + other + ". Set it right; " + absent + " is used.");
            }
            return word.equals(other);
        }

        private static double parsed(Object value) {
            try {
                return Double.parseDouble(value.toString().strip());
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }

        private static String shown(double number) {
            return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
        }

        private static String shown(Object value) {
            String text = value.toString().replaceAll("[^\\x20-\\x7e]", "?");
            return "\"" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "\"";
        }
    }
}
