package io.workstatus.agent.clock;

import io.workstatus.agent.api.clock.TimeSource;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The system's clocks, and its zone looked up afresh at most every {@link #ZONE_NANOS}. */
@Component(service = TimeSource.class)
public final class SystemTimeSource implements TimeSource {

    /** How old an answer about the zone may be: a change is noticed within this time. */
    static final long ZONE_NANOS = 2_000_000_000L;

    private final InstantSource wall;
    private final LongSupplier monotonic;
    private final SystemZone systemZone;
    private volatile LookedUp zone;

    @Activate
    public SystemTimeSource() {
        this(InstantSource.system(), System::nanoTime, new SystemZone());
    }

    SystemTimeSource(InstantSource wall, LongSupplier monotonic, SystemZone systemZone) {
        this.wall = wall;
        this.monotonic = monotonic;
        this.systemZone = systemZone;
        this.zone = new LookedUp(systemZone.lookUp(), monotonic.getAsLong());
    }

    @Override
    public Instant now() {
        return wall.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public long nanoTime() {
        return monotonic.getAsLong();
    }

    @Override
    public ZoneId zone() {
        LookedUp last = zone;
        long now = monotonic.getAsLong();
        if (now - last.atNanos() < ZONE_NANOS) {
            return last.zone();
        }
        LookedUp fresh = new LookedUp(systemZone.lookUp(), now);
        zone = fresh;
        return fresh.zone();
    }

    private record LookedUp(ZoneId zone, long atNanos) {}
}
