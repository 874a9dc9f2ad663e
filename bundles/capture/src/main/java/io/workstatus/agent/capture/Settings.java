package io.workstatus.agent.capture;

import io.workstatus.agent.api.policy.Policy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is configured, local settings and policy together, checked.
 *
 * @param enabled whether screenshots are taken
 * @param intervalNanos between two ticks
 * @param blurred whether only blurred screenshots may be stored
 * @param format of the image, a {@code FrameEncoder}'s
 * @param quality 1 to 100
 * @param skipUnchanged whether a frame that shows the same as the last one stored is not stored again
 */
record Settings(
        boolean enabled, long intervalNanos, boolean blurred, String format, int quality, boolean skipUnchanged) {

    static final boolean ENABLED = true;
    static final double INTERVAL_SECONDS = 600;
    static final boolean BLURRED = true;
    static final String FORMAT = "jpeg";
    static final int QUALITY = 60;
    static final String UNCHANGED = "store";

    /** In force while what is configured cannot be right: records nothing. */
    static final Settings NOTHING = new Settings(false, Long.MAX_VALUE, true, FORMAT, QUALITY, false);

    private static final double SHORTEST_SECONDS = 0.25;
    private static final double LONGEST_SECONDS = 86_400;
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * Reads a component's properties. Numbers and booleans may be written as text, because that is all some editors of
     * configurations know.
     *
     * @throws InvalidSettingException naming the property, its value and what it may be
     */
    static Settings from(Map<String, ?> properties) throws InvalidSettingException {
        return new Settings(
                flag(properties, Policy.ENABLED, ENABLED),
                (long) (number(properties, Policy.INTERVAL_SECONDS, INTERVAL_SECONDS, SHORTEST_SECONDS, LONGEST_SECONDS)
                        * NANOS_PER_SECOND),
                flag(properties, Policy.BLURRED, BLURRED),
                text(properties, "format", FORMAT),
                (int) number(properties, "quality", QUALITY, 1, 100),
                skips(text(properties, "unchanged", UNCHANGED)));
    }

    private static boolean flag(Map<String, ?> properties, String name, boolean absent) throws InvalidSettingException {
        Object value = properties.get(name);
        if (value == null) {
            return absent;
        }
        return switch (value.toString()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidSettingException(name, value, "it must be true or false");
        };
    }

    private static double number(Map<String, ?> properties, String name, double absent, double least, double greatest)
            throws InvalidSettingException {
        Object value = properties.get(name);
        if (value == null) {
            return absent;
        }
        double number = parsed(value);
        if (!(number >= least && number <= greatest)) {
            throw new InvalidSettingException(
                    name, value, "it must be a number from " + shown(least) + " to " + shown(greatest));
        }
        return number;
    }

    private static double parsed(Object value) {
        try {
            return Double.parseDouble(value.toString());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static String text(Map<String, ?> properties, String name, String absent) throws InvalidSettingException {
        @Nullable Object value = properties.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new InvalidSettingException(name, value, "it must be a word, as " + absent);
    }

    private static boolean skips(String unchanged) throws InvalidSettingException {
        return switch (unchanged) {
            case "store" -> false;
            case "skip" -> true;
            default -> throw new InvalidSettingException("unchanged", unchanged, "it must be store or skip");
        };
    }

    private static String shown(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
