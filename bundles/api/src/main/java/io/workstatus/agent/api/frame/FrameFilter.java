package io.workstatus.agent.api.frame;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Changes a frame before anything else sees it: a whiteboard service. All of them are applied to every frame, the highest
 * {@code service.ranking} first. One that fails costs the frame: it is dropped, not passed on unchanged.
 *
 * <p>A filter of this type guarantees nothing; one that makes frames unreadable is a {@link BlurringFilter}.
 */
@ConsumerType
public interface FrameFilter {

    /**
     * Filters one frame.
     *
     * @param frame may be changed in place
     * @return the same frame or another
     * @throws FrameException if it cannot; the message is for people
     */
    Frame filter(RawFrame frame) throws FrameException;
}
