package io.workstatus.agent.api.access;

import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Who has an account: a service of whoever knows users. */
@ProviderType
public interface AccountDirectory {

    /**
     * When the account of this name was made. Somebody whose account was deleted and made anew is somebody else. Empty
     * where there is no such account, or nobody can tell now.
     */
    Optional<Instant> since(String user);
}
