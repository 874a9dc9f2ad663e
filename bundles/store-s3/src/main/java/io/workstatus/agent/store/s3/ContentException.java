package io.workstatus.agent.store.s3;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The content of an object cannot be read here; the store is not to blame. */
final class ContentException extends UncheckedIOException {

    private static final long serialVersionUID = 1L;

    ContentException(IOException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
