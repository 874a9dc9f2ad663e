package io.workstatus.agent.retention;

import io.workstatus.agent.api.retention.LocalCopies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long what stays.
 *
 * @param limits by kind
 * @param archive whether sent copies are archived before they are removed
 * @param flaws what is configured and cannot be right, a sentence each; nothing is removed by it
 */
record Settings(Map<String, Limit> limits, boolean archive, List<String> flaws) {

    static final String LOGS = "logs";

    private static final double LONGEST_DAYS = 36_500;
    private static final long DEFAULT_BYTES = 1L << 30;

    /** Reads a component's properties. A limit that cannot be right is none: what is removed does not come back. */
    static Settings of(Map<String, ?> properties) {
        List<String> flaws = new ArrayList<>();
        Map<String, Limit> limits = new LinkedHashMap<>();
        for (String kind : List.of(LocalCopies.SENT, LocalCopies.QUARANTINE, LocalCopies.JOURNAL, LOGS)) {
            double days = number(properties, kind + "MaxAgeDays", LONGEST_DAYS, 0, flaws);
            double usual = kind.equals(LocalCopies.QUARANTINE) || kind.equals(LocalCopies.JOURNAL) ? DEFAULT_BYTES : 0;
            double bytes =
                    kind.equals(LOGS) ? 0 : number(properties, kind + "MaxBytes", Long.MAX_VALUE / 2.0, usual, flaws);
            limits.put(kind, new Limit(Duration.ofMillis((long) (days * 86_400_000)), (long) bytes));
        }
        return new Settings(limits, flag(properties, "archive", flaws), List.copyOf(flaws));
    }

    private static double number(
            Map<String, ?> properties, String name, double most, double absent, List<String> flaws) {
        Object value = properties.get(name);
        if (value == null || value.toString().isBlank()) {
            return absent;
        }
        try {
            double number = Double.parseDouble(value.toString().strip());
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as a number that is too large is.
        }
        flaws.add("Retention's " + name + " is " + shown(value) + "; it must be a number from 0 on. Set it right; until"
                + " then it removes nothing.");
        return 0;
    }

    private static boolean flag(Map<String, ?> properties, String name, List<String> flaws) {
        Object value = properties.get(name);
        String text = value == null ? "false" : value.toString().strip();
        if (!text.equals("true") && !text.equals("false") && !text.isEmpty()) {
            flaws.add("Retention's " + name + " is " + shown(text)
                    + "; it must be true or false. Set it right; until then" + " all is archived.");
            return true;
        }
        return text.equals("true");
    }

    private static String shown(Object value) {
        String text = value.toString().replaceAll("[^\\x20-\\x7e]", "?");
        return "\"" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "\"";
    }

    Limit limit(String kind) {
        return limits.getOrDefault(kind, Limit.NONE);
    }
}
