package io.workstatus.agent.door;

import java.io.IOException;

/** A body was too much, or too slow. The message is the sentence for people. */
final class BodyRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    BodyRefusedException(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    int status() {
        return status;
    }
}
