package io.workstatus.agent.config.client;

/** An answer is no good policy. The message says in one line what is wrong with it. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
