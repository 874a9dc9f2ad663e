package io.workstatus.agent.door;

/** What is known of whoever sent a request. */
enum Visitor {
    /** Nobody is there who could tell. */
    UNKNOWABLE,
    /** Not signed in. */
    STRANGER,
    MEMBER,
    ADMIN
}
