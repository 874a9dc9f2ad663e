package io.workstatus.agent.upload;

/** Something cannot be done at this moment. The message says why, and what to do. */
final class NotNowException extends Exception {

    private static final long serialVersionUID = 1L;

    NotNowException(String message) {
        super(message);
    }
}
