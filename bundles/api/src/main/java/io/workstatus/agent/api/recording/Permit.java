package io.workstatus.agent.api.recording;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Leave to record: a service that is registered exactly while recording is allowed. Whoever records has a mandatory static
 * reference to it, and asks {@link #isValid()} again at the moment of recording and before handing over what was recorded:
 * the answer turns before the service is gone.
 */
@ProviderType
public interface Permit {

    /** The session that is recorded. */
    Session session();

    /** Whether recording is allowed at this very moment; once {@code false}, never {@code true} again. */
    boolean isValid();
}
