package io.workstatus.agent.api.queue;

/** The queue did not take an artifact. The message says why and what to do, in one line for people. */
public class OfferRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Without a cause: the queue is full, or refuses what it was given. */
    public OfferRefusedException(String message) {
        super(message);
    }

    /** With the cause: the disk refused. */
    public OfferRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
