package io.workstatus.agent.api.frame;

import org.osgi.annotation.versioning.ConsumerType;

/** Makes a file of a frame: a whiteboard service, one for each format. */
@ConsumerType
public interface FrameEncoder {

    /** The format's name in a configuration, in lower case, as {@code jpeg}. */
    String format();

    /**
     * Encodes one frame.
     *
     * @param quality 1 (smallest) to 100 (best); ignored by formats that lose nothing
     * @throws FrameException if it cannot; the message is for people
     */
    EncodedImage encode(Frame frame, int quality) throws FrameException;
}
