package io.workstatus.agent.tracking;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.policy.Policy;
import io.workstatus.agent.api.policy.PolicyCheck;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds outside the working hours of the policy in force. It hears of a policy in the thread that puts it in force, so that
 * the hold is there before anybody shows that policy.
 */
@Component(
        name = "io.workstatus.agent.tracking.hours",
        service = {Hours.class, SynchronousConfigurationListener.class, PolicyCheck.class},
        immediate = true)
public final class Hours implements SynchronousConfigurationListener, PolicyCheck {

    static final String HOLD_ID = "tracking.hours";

    private static final Logger LOG = LoggerFactory.getLogger(Hours.class);
    /** The wall clock may jump and the zone may change at any time. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);

    private final ConfigurationAdmin configurations;
    private final TimeSource time;
    private final OwnThread thread = new OwnThread("workstatus-tracking-hours");
    private final StandingHold hold;
    private volatile boolean closed;

    // Of the thread alone.
    private @Nullable String document;
    private Optional<WorkingHours> hours = Optional.empty();
    private @Nullable String malformed;

    @Activate
    public Hours(BundleContext context, @Reference ConfigurationAdmin configurations, @Reference TimeSource time) {
        this.configurations = configurations;
        this.time = time;
        this.hold = new StandingHold(context, HOLD_ID);
    }

    /** Returns when it holds, if it has to: the gate waits for that. */
    @Activate
    void open() {
        thread.run(this::follow);
        var unused = thread.after(BETWEEN_LOOKS.toNanos(), this::look);
    }

    @Deactivate
    void close(int reason) {
        closed = true;
        thread.close(reason, hold);
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (!closed && Policy.PID.equals(event.getPid())) {
            thread.run(this::follow);
        }
    }

    @Override
    public Optional<String> objection(String policy) {
        try {
            var unused = WorkingHours.of(policy);
            return Optional.empty();
        } catch (WorkingHours.MalformedException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /** Takes the policy that is in force; one that came in unchecked and makes no sense holds. */
    private void follow() {
        String inForce = policy();
        if (inForce == null || !inForce.equals(document)) {
            document = inForce;
            hours = Optional.empty();
            malformed = null;
            try {
                hours = inForce == null ? Optional.empty() : WorkingHours.of(inForce);
            } catch (WorkingHours.MalformedException e) {
                malformed = e.getMessage();
                LOG.warn("nothing is recorded, because of the policy: {}", malformed);
            }
        }
        settle();
    }

    private void look() {
        try {
            settle();
        } catch (RuntimeException e) {
            // Thrown out of here, it would be the last look.
            LOG.error("whether it is a working hour could not be told", e);
        }
        if (!closed) {
            Duration next = BETWEEN_LOOKS;
            Instant now = time.now();
            Optional<Instant> until =
                    hours.flatMap(all -> all.at(now, time.zone()).until());
            if (until.isPresent() && until.get().isBefore(now.plus(next))) {
                next = Duration.between(now, until.get());
            }
            var unused = thread.after(next.toNanos(), this::look);
        }
    }

    private void settle() {
        Instant now = time.now();
        if (malformed != null) {
            hold.set("the policy's working hours cannot be read: " + malformed, hold.sinceOr(now));
            return;
        }
        if (hours.isEmpty()) {
            hold.release();
            return;
        }
        ZoneId zone = hours.get().zone().orElseGet(time::zone);
        WorkingHours.State state = hours.get().at(now, zone);
        if (state.open()) {
            hold.release();
        } else {
            String next = state.until()
                    .map(begin -> ", until " + MOMENT.format(begin.atZone(zone)) + " (" + zone.getId() + ")")
                    .orElse(": the policy has none this week");
            hold.set("outside working hours" + next, hold.sinceOr(now));
        }
    }

    private @Nullable String policy() {
        try {
            Configuration[] found = configurations.listConfigurations("(service.pid=" + Policy.PID + ")");
            return found == null || found[0].getProperties() == null
                    ? null
                    : (String) found[0].getProperties().get(Policy.DOCUMENT);
        } catch (IOException e) {
            LOG.warn("the policy in force cannot be read: {}", e.toString());
            return document;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("the filter is a constant", e);
        }
    }
}
