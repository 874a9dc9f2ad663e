package io.workstatus.agent.api.frame;

/** A frame could not be filtered or encoded. The message is one line for people, and tells nothing of what it shows. */
public class FrameException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Without a cause. */
    public FrameException(String message) {
        super(message);
    }

    /** With the cause. */
    public FrameException(String message, Throwable cause) {
        super(message, cause);
    }
}
