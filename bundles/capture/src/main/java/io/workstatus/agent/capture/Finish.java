package io.workstatus.agent.capture;

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.BlurringFilter;
import io.workstatus.agent.api.frame.EncodedImage;
import io.workstatus.agent.api.frame.Frame;
import io.workstatus.agent.api.frame.FrameEncoder;
import io.workstatus.agent.api.frame.FrameException;
import io.workstatus.agent.api.frame.RawFrame;

/**
 * The last steps of a frame, of which the second takes only what the first returns: where frames have to be blurred, the
 * encoder is out of reach for a raw one, and the compiler sees to it.
 *
 * @param <F> the kind of frame that may be encoded
 */
sealed interface Finish<F extends Frame> {

    F prepare(RawFrame frame) throws FrameException;

    EncodedImage encode(F frame) throws FrameException;

    /** Only blurred frames are encoded. */
    record Blurred(BlurringFilter blur, FrameEncoder encoder, int quality) implements Finish<BlurredFrame> {

        @Override
        public BlurredFrame prepare(RawFrame frame) throws FrameException {
            return blur.filter(frame);
        }

        @Override
        public EncodedImage encode(BlurredFrame frame) throws FrameException {
            return encoder.encode(frame, quality);
        }
    }

    /** Frames are encoded as they are. */
    record Plain(FrameEncoder encoder, int quality) implements Finish<RawFrame> {

        @Override
        public RawFrame prepare(RawFrame frame) {
            return frame;
        }

        @Override
        public EncodedImage encode(RawFrame frame) throws FrameException {
            return encoder.encode(frame, quality);
        }
    }
}
