package io.workstatus.agent.tracking;

/** A pause was neither begun nor ended, or not in time. The message is one line for people. */
final class PauseException extends Exception {

    private static final long serialVersionUID = 1L;

    PauseException(String message, Throwable cause) {
        super(message, cause);
    }
}
