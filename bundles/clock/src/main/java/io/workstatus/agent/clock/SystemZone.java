package io.workstatus.agent.clock;

import java.lang.management.ManagementFactory;
import java.time.ZoneId;
import java.util.List;
import java.util.TimeZone;

/** Asks the operating system for its time zone, which the JVM itself does only once in its life. */
class SystemZone {

    private final boolean fixed;

    SystemZone() {
        this(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    /**
     * A zone that was given to the JVM on its command line stays.
     *
     * @param jvmArguments the JVM's own arguments
     */
    SystemZone(List<String> jvmArguments) {
        fixed = jvmArguments.stream().anyMatch(argument -> argument.startsWith("-Duser.timezone="));
    }

    /** The zone as it is now. */
    ZoneId lookUp() {
        if (!fixed) {
            // Both are needed: either alone gives the zone of the first look-up again.
            System.clearProperty("user.timezone");
            TimeZone.setDefault(null);
        }
        return ZoneId.systemDefault();
    }
}
