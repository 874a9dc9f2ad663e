package io.workstatus.agent.itests.foreign;

/** Cannot be made. */
public final class FailingActivate {

    /** Called by Service Component Runtime. */
    @SuppressWarnings("DoNotCallSuggester") // nobody calls it from code
    public void activate() {
        throw new IllegalStateException("no such luck");
    }
}
