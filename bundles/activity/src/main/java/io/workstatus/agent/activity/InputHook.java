package io.workstatus.agent.activity;

/** Where the desktop's events come from. Used by one thread. */
interface InputHook {

    /**
     * Subscribes.
     *
     * @throws UnavailableException if it cannot now; asking again later may help
     */
    void open(InputCounter counter) throws UnavailableException;

    /** Ends the subscription; when this returns, none exists. */
    void close();

    /** Input cannot be heard. The message says why and what to do, in one line for people. */
    final class UnavailableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnavailableException(String message) {
            super(message);
        }
    }
}
