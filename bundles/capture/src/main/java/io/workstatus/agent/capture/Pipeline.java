package io.workstatus.agent.capture;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.frame.EncodedImage;
import io.workstatus.agent.api.frame.Frame;
import io.workstatus.agent.api.frame.FrameException;
import io.workstatus.agent.api.frame.FrameFilter;
import io.workstatus.agent.api.frame.RawFrame;
import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.queue.OfferRefusedException;
import io.workstatus.agent.capture.Stopwatch.Stage;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of a screenshot: grab, filter, encode, offer. Leave to record is asked for before the grab, after it, and once more
 * before the offer; a frame that has no leave any longer is dropped. Frames stay in memory and are not kept. Used by one
 * thread.
 */
final class Pipeline {

    private record Stored(TileDigests shows, String id, Instant takenAt) {}

    private final Settings settings;
    private final String user;
    private final BooleanSupplier allowed;
    private final Grabber grabber;
    private final Screenshots screenshots;
    private final TimeSource time;
    private @Nullable Stored last;

    Pipeline(
            Settings settings,
            String user,
            BooleanSupplier allowed,
            Grabber grabber,
            Screenshots screenshots,
            TimeSource time) {
        this.settings = settings;
        this.user = user;
        this.allowed = allowed;
        this.grabber = grabber;
        this.screenshots = screenshots;
        this.time = time;
    }

    /** Takes one screenshot, or tells why there is none. Whatever a stage throws costs this one tick and no more. */
    Tick run(Equipment.Line line) {
        Stopwatch watch = new Stopwatch(time);
        try {
            return take(line, watch);
        } catch (UnusableDesktopException e) {
            return new Tick.Failed(String.valueOf(e.getMessage()), true);
        } catch (FrameException | OfferRefusedException e) {
            return failed(watch, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            return failed(watch, e.toString());
        }
    }

    /** The next screenshot is stored whatever it shows: it would not look as the last one did. */
    void forget() {
        last = null;
    }

    private Tick take(Equipment.Line line, Stopwatch watch)
            throws FrameException, OfferRefusedException, UnusableDesktopException {
        if (!allowed.getAsBoolean()) {
            return new Tick.Forbidden();
        }
        Instant takenAt = time.now();
        RawFrame grabbed = grabber.grab();
        if (!allowed.getAsBoolean()) {
            return new Tick.Forbidden();
        }
        watch.enter(Stage.FILTER);
        RawFrame frame = filtered(grabbed, line.filters());
        TileDigests shows = settings.skipUnchanged() ? TileDigests.of(frame) : null;
        if (last != null && shows != null && last.shows().showsTheSameAs(shows)) {
            return new Tick.Unchanged(last.id(), last.takenAt());
        }
        EncodedImage image = finished(line.finish(), frame, watch);
        Artifact artifact = screenshots.artifact(image, settings.blurred(), user, takenAt);
        watch.enter(Stage.OFFER);
        if (!allowed.getAsBoolean()) {
            return new Tick.Forbidden();
        }
        line.queue().offer(artifact);
        watch.stop();
        last = shows == null ? null : new Stored(shows, artifact.id(), takenAt);
        return new Tick.Taken(artifact, watch.toString());
    }

    private static RawFrame filtered(RawFrame grabbed, List<FrameFilter> filters) throws FrameException {
        RawFrame frame = grabbed;
        for (FrameFilter filter : filters) {
            if (!(filter.filter(frame) instanceof RawFrame next)) {
                throw new FrameException(filter.getClass().getName() + " did not return a raw frame");
            }
            frame = next;
        }
        return frame;
    }

    private static <F extends Frame> EncodedImage finished(Finish<F> finish, RawFrame frame, Stopwatch watch)
            throws FrameException {
        F prepared = finish.prepare(frame);
        watch.enter(Stage.ENCODE);
        return finish.encode(prepared);
    }

    private static Tick failed(Stopwatch watch, String why) {
        return new Tick.Failed(watch.stage().failure() + ": " + PlainLine.of(why), false);
    }
}
