package io.workstatus.agent.battery;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One battery as the system tells of it.
 *
 * @param percent 0 to 100, where the system says it
 * @param energy what is in it and what it holds when full, in the same unit for all batteries, where known
 * @param watts that it gives or takes, in that unit an hour and without a sign; 0 or less if not known
 * @param charging whether it is being charged
 * @param discharging whether it is being used
 * @param secondsLeft until it is empty, where the system says it
 */
record Cell(
        OptionalDouble percent,
        Energy energy,
        double watts,
        boolean charging,
        boolean discharging,
        OptionalLong secondsLeft) {

    /**
     * @param now what is in it
     * @param full what it holds; 0 or less if not known
     */
    record Energy(double now, double full) {

        static final Energy UNKNOWN = new Energy(0, 0);

        boolean isKnown() {
            return full > 0 && now >= 0;
        }
    }
}
