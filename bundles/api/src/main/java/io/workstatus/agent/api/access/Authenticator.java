package io.workstatus.agent.api.access;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Tells whom a sign-in token belongs to: a service. While there is none, nobody is let in. */
@ProviderType
public interface Authenticator {

    /** Name of the cookie that carries the token. */
    String COOKIE = "workstatus";

    /**
     * Who is signed in with this token; that it was asked counts as activity of the sign-in. Empty for a token that is
     * unknown, ended or expired.
     */
    Optional<SignedIn> authenticate(String token);

    /** Whether somebody is signed in with this token; that it was asked does not count as activity. */
    boolean isLive(String token);
}
