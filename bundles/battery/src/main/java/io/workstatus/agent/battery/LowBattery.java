package io.workstatus.agent.battery;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.recording.Hold;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hold that stands while the battery is low. Used by one thread at a time. */
final class LowBattery {

    static final String HOLD_ID = "battery";

    private static final Logger LOG = LoggerFactory.getLogger(LowBattery.class);

    private final TimeSource time;
    private final Function<Hold, Runnable> register;
    private @Nullable Hold hold;
    private Runnable unregister = () -> {};

    /** Takes what registers a hold, and returns what unregisters it. */
    LowBattery(TimeSource time, Function<Hold, Runnable> register) {
        this.time = time;
        this.register = register;
    }

    void look(Optional<Charge> charge, Settings settings) {
        boolean low = charge.isPresent()
                && !charge.get().onPower()
                && charge.get().percent() < (hold == null ? settings.suspendBelow() : settings.resumeAt());
        if (low) {
            hold("battery at " + charge.get().wholePercent() + " %");
        } else {
            release();
        }
    }

    /** A new reason is there before the old one goes. */
    private void hold(String reason) {
        Hold before = hold;
        if (before != null && before.reason().equals(reason)) {
            return;
        }
        if (before == null) {
            LOG.info("Nothing is recorded: {}", reason);
        }
        Runnable old = unregister;
        hold = new Hold(HOLD_ID, reason, before == null ? time.now() : before.since());
        unregister = register.apply(hold);
        old.run();
    }

    void release() {
        if (hold != null) {
            LOG.info("The battery holds nothing any more");
            hold = null;
            Runnable old = unregister;
            unregister = () -> {};
            old.run();
        }
    }
}
