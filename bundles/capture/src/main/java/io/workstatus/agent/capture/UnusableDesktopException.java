package io.workstatus.agent.capture;

/** The first use of AWT failed, and with that AWT is broken for the life of the process. */
final class UnusableDesktopException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableDesktopException(Throwable cause) {
        super(
                "Java cannot use the display (" + PlainLine.of(cause.toString())
                        + "); restart the agent in a desktop session",
                cause);
    }
}
