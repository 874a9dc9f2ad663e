package io.workstatus.agent.capture;

/** There is no display that could be used. The message says why, in one line for people. */
final class NoDisplayException extends Exception {

    private static final long serialVersionUID = 1L;

    NoDisplayException(String message) {
        super(message);
    }
}
