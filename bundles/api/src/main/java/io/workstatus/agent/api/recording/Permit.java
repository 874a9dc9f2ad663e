package io.workstatus.agent.api.recording;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Leave to record: a service that is registered exactly while recording is allowed. Whoever records has a mandatory static
 * reference to it, {@linkplain #begin() begins} each recording, and asks {@link #isValid()} again before handing over what
 * was recorded: the answer turns before the service is gone.
 */
@ProviderType
public interface Permit {

    /** The session that is recorded. */
    Session session();

    /** Whether recording is allowed at this very moment; once {@code false}, never {@code true} again. */
    boolean isValid();

    /**
     * Begins one recording, from before it is made until it is handed over and told of, or dropped; empty if the permit is
     * not valid any more. Whoever takes the permit back waits for the recordings under way to be closed, two seconds at
     * most: when the registration of a {@link Hold} has returned, nothing is being recorded any more. Keep it short, and
     * register no hold meanwhile.
     */
    Optional<Recording> begin();

    /** One recording under way. */
    interface Recording extends AutoCloseable {

        /** It is over, whatever came of it. Closing it again does nothing. */
        @Override
        void close();
    }
}
