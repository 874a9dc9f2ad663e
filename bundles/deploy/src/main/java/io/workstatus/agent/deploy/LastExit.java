package io.workstatus.agent.deploy;

import java.util.Map;

/** Puts the exit code of a JVM that ended by itself into words. */
final class LastExit {

    private static final Map<Integer, String> SIGNALS =
            Map.of(1, "HUP", 2, "INT", 6, "ABRT", 9, "KILL", 11, "SEGV", 15, "TERM");

    private LastExit() {}

    static String describe(String code) {
        int number;
        try {
            number = Integer.parseInt(code);
        } catch (NumberFormatException e) {
            return "an unknown exit";
        }
        if (number == 75) {
            return "a restart that the agent asked for";
        }
        if (number == 1) {
            return "exit code 1, as when the X server goes away";
        }
        if (number > 128) {
            return "signal " + SIGNALS.getOrDefault(number - 128, Integer.toString(number - 128));
        }
        return "exit code " + number;
    }
}
