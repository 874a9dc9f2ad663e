package io.workstatus.agent.launcher;

/** The agent cannot start. The message is one line for people: what is wrong, where, and what to do. */
final class LaunchException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;

    LaunchException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The process's exit code. */
    int code() {
        return code;
    }
}
