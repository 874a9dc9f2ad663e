package io.workstatus.agent.api.access;

import java.time.Instant;

/**
 * Somebody who is signed in. On a request that came through the door, {@code getRemoteUser()} is the name,
 * {@code isUserInRole(SignedIn.ADMIN)} the role, and the attribute {@link #ATTRIBUTE} the whole record.
 *
 * @param user the name
 * @param admin whether the user may administer the agent
 * @param codeAt when the last one-time code was accepted from this sign-in
 */
public record SignedIn(String user, boolean admin, Instant codeAt) {

    /** Request attribute that holds the record. */
    public static final String ATTRIBUTE = "io.workstatus.agent.access.SignedIn";

    /** Role of an administrator. */
    public static final String ADMIN = "admin";

    /** Role of everybody who is signed in. */
    public static final String MEMBER = "member";
}
