package io.workstatus.agent.battery;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is set, with what cannot be replaced by the usual.
 *
 * @param suspendBelow percent
 * @param resumeAt percent, not less than {@code suspendBelow}
 * @param pollSeconds at least 1
 */
record Settings(int suspendBelow, int resumeAt, int pollSeconds) {

    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    static Settings of(BatteryConfig config) {
        int suspendBelow = within("suspendBelowPercent", config.suspendBelowPercent(), 0, 100, 20);
        int resumeAt = within("resumeAtPercent", config.resumeAtPercent(), 0, 100, 25);
        if (resumeAt < suspendBelow) {
            LOG.warn(
                    "resumeAtPercent is {}, less than suspendBelowPercent {}, which is used for both; change it in the"
                            + " configuration {}",
                    resumeAt,
                    suspendBelow,
                    Battery.PID);
            resumeAt = suspendBelow;
        }
        return new Settings(suspendBelow, resumeAt, within("pollSeconds", config.pollSeconds(), 1, 3600, 30));
    }

    private static int within(String name, int value, int least, int most, int usual) {
        if (value >= least && value <= most) {
            return value;
        }
        LOG.warn(
                "{} is set to {}, but has to be {} to {}; {} is used; change it in the configuration {}",
                name,
                value,
                least,
                most,
                usual,
                Battery.PID);
        return usual;
    }
}
