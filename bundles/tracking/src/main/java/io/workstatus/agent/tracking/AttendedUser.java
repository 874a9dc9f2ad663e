package io.workstatus.agent.tracking;

/** What holds for one user and not for another: it is told whose session begins before anything of it can be recorded. */
interface AttendedUser {

    /** Returns when whatever holds for this user holds. */
    void attend(String user);

    /** The session is over. */
    void leave();
}
