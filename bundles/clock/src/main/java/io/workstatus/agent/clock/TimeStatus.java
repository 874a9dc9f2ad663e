package io.workstatus.agent.clock;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.status.StatusPart;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The member {@code time} of the status: {@code utc}, {@code local} with its offset from UTC, and the {@code zone}'s name. */
@Component
public final class TimeStatus implements StatusPart {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");

    private final TimeSource time;

    @Activate
    public TimeStatus(@Reference TimeSource time) {
        this.time = time;
    }

    @Override
    public String name() {
        return "time";
    }

    @Override
    public Object value() {
        Instant now = time.now();
        ZoneId zone = time.zone();
        return Map.of("utc", now, "local", LOCAL.format(now.atZone(zone)), "zone", zone.getId());
    }
}
