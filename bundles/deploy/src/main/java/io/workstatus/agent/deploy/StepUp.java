package io.workstatus.agent.deploy;

import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.clock.TimeSource;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;

/** Whoever brings a jar has given a one-time code not long ago. */
final class StepUp {

    /** For people. */
    static final String DETAIL = "the last one-time code is more than 5 minutes old: give a new one to /api/v1/step-up";

    private static final Duration AGE = Duration.ofMinutes(5);

    private StepUp() {}

    static boolean isRecent(HttpServletRequest request, TimeSource time) {
        return request.getAttribute(SignedIn.ATTRIBUTE) instanceof SignedIn signedIn
                && Duration.between(signedIn.codeAt(), time.now()).compareTo(AGE) <= 0;
    }
}
