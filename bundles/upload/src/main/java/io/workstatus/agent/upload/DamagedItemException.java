package io.workstatus.agent.upload;

/** A file is not, or no longer, a whole item. The message says in what way, and tells nothing of its content. */
final class DamagedItemException extends Exception {

    private static final long serialVersionUID = 1L;

    DamagedItemException(String message) {
        super(message);
    }
}
