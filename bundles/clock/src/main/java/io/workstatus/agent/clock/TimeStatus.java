package io.workstatus.agent.clock;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.status.StatusPart;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The member {@code time} of the status: {@code utc}, {@code local} with its offset from UTC, the {@code zone}'s name, and
 * {@code lastChange}, what happened last to the clocks since the start, or null.
 */
@Component
public final class TimeStatus implements StatusPart {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");

    private final TimeSource time;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ClockWatch watch;

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
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("utc", now);
        value.put("local", LOCAL.format(now.atZone(zone)));
        value.put("zone", zone.getId());
        value.put("lastChange", lastChange());
        return value;
    }

    private @Nullable Object lastChange() {
        ClockWatch watching = watch;
        return watching == null
                ? null
                : watching.last()
                        .map(last -> Map.of(
                                "type", last.change().type(),
                                "text", last.change().text(),
                                "at", last.at()))
                        .orElse(null);
    }
}
