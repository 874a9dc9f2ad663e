package io.workstatus.agent.api.retention;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a capability keeps on this machine and can do without: a whiteboard service of whoever keeps it. How long it stays is
 * for retention to say. What still has to go somewhere is none of this. Calls may come from any thread, one at a time.
 */
@ConsumerType
public interface LocalCopies {

    /** Kind: what is in the store, and lies here as well; with a store on this machine, what is in it. */
    String SENT = "sent";

    /** Kind: what could not be sent. */
    String QUARANTINE = "quarantine";

    /** Kind: the record of what happened. */
    String JOURNAL = "journal";

    /** {@link #SENT}, {@link #QUARANTINE} or {@link #JOURNAL}. */
    String kind();

    /** Tells all that may be removed now, in any order. */
    void list(Consumer<LocalCopy> each) throws IOException;

    /** The bytes of one, as they lie on the disk; the caller closes the stream. */
    InputStream open(String name) throws IOException;

    /** Removes one; one that is gone already is a success. */
    void remove(String name) throws IOException;
}
