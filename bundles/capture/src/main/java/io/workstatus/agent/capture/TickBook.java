package io.workstatus.agent.capture;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.recording.Session;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Remembers which ticks were taken, across restarts of the component that takes them, so that a restart neither adds a
 * tick nor loses one. It needs no permit, and lives as long as its bundle does.
 *
 * <ul>
 *   <li>The first tick of a session is due at once, and stays due through the first interval until it is taken.
 *   <li>A tick that fell due while the component was restarted, and recording was allowed all along, is taken at once.
 *   <li>After recording was not allowed, and in a bundle that came later than the session and cannot know what was taken
 *       before, the next tick is the next multiple of the interval.
 * </ul>
 */
@Component(service = TickBook.class, immediate = true)
public final class TickBook {

    private final long openedNanos;
    private @Nullable Session session;
    private boolean firstIsOwed;
    private @Nullable Long dueNanos;

    /** Opens an empty book. */
    @Activate
    public TickBook(@Reference TimeSource time) {
        openedNanos = time.nanoTime();
    }

    /** When the next tick is due for a component that starts now. */
    synchronized long begin(Session begun, long intervalNanos, long nowNanos) {
        if (!begun.equals(session)) {
            session = begun;
            firstIsOwed = openedNanos - begun.sinceNanos() <= 0;
            dueNanos = null;
        }
        Rhythm rhythm = new Rhythm(begun.sinceNanos(), intervalNanos);
        boolean first = firstIsOwed && rhythm.isInFirstInterval(nowNanos);
        boolean missed = dueNanos != null && dueNanos - nowNanos <= 0;
        long due = first || missed ? nowNanos : rhythm.firstAfter(nowNanos);
        dueNanos = due;
        return due;
    }

    /** Notes that a tick is being taken now, and tells when the next one is due. */
    synchronized long taken(Session during, long intervalNanos, long nowNanos) {
        long next = new Rhythm(during.sinceNanos(), intervalNanos).firstAfter(nowNanos);
        if (during.equals(session)) {
            firstIsOwed = false;
            dueNanos = next;
        }
        return next;
    }

    /** When the next tick is due, on the monotonic clock; empty while none is wanted. */
    synchronized Optional<Long> due() {
        return Optional.ofNullable(dueNanos);
    }

    /** Takes a tick back that came to nothing because its component was stopped under it. */
    synchronized void giveBack(Session during, long nowNanos) {
        if (during.equals(session)) {
            dueNanos = nowNanos;
        }
    }

    /** Forgets what was due, because recording is not allowed any longer or not wanted. */
    synchronized void interrupted() {
        dueNanos = null;
    }
}
