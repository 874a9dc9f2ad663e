package io.workstatus.agent.capture;

import io.workstatus.agent.api.frame.FrameException;
import io.workstatus.agent.api.frame.RawFrame;

/** Takes a picture of all monitors as they are now. */
interface Grabber {

    /**
     * Grabs one frame.
     *
     * @throws FrameException if it cannot this time
     * @throws UnusableDesktopException if it never will in this process
     */
    RawFrame grab() throws FrameException, UnusableDesktopException;
}
