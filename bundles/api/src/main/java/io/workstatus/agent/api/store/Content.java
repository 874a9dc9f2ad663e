package io.workstatus.agent.api.store;

import java.io.IOException;
import java.io.InputStream;

/** An object's bytes, which can be read from the beginning as often as a retry needs it. */
@FunctionalInterface
public interface Content {

    /** A new stream from the first byte; the caller closes it. */
    InputStream open() throws IOException;
}
