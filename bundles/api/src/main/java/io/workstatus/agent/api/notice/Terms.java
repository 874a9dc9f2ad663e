package io.workstatus.agent.api.notice;

import java.util.List;

/**
 * The terms of one capability: a whiteboard service, there for as long as the capability is. Changed terms are a new
 * registration, made before the old one goes. Those that go further are registered before what they tell of comes into
 * force, and when the registration has returned, nothing is recorded without the leave of the one who is recorded.
 *
 * @param terms what is in force
 */
public record Terms(List<Term> terms) {

    /** Keeps the terms from changing. */
    public Terms {
        terms = List.copyOf(terms);
    }
}
