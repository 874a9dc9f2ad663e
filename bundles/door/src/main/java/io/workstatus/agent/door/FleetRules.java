package io.workstatus.agent.door;

import io.workstatus.agent.door.Decision.Pass;
import io.workstatus.agent.door.Decision.Refuse;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * May this request come in that did not come over the agent's own port? Whatever else listens: only a request for the
 * policy may, and only with the fleet's token. Whoever does not have it is told nothing else.
 */
final class FleetRules {

    private static final String POLICY = "/get-config";

    private final Supplier<Optional<FleetToken>> token;

    /** @param token the fleet's, as of now */
    FleetRules(Supplier<Optional<FleetToken>> token) {
        this.token = token;
    }

    /** @param authorization all values of {@code Authorization} */
    Decision decide(Facts facts, List<String> authorization) {
        Optional<FleetToken> expected = token.get();
        if (expected.isEmpty()) {
            return new Refuse(503, "No token is set for the fleet.");
        }
        if (authorization.size() != 1 || !expected.get().matches(authorization.get(0))) {
            return new Refuse(401, "The fleet's token is needed.");
        }
        if (facts.hosts().size() != 1) {
            return new Refuse(400, "A request names exactly one host.");
        }
        if (!facts.origins().isEmpty() || facts.fetchSite() != null) {
            return new Refuse(403, "Pages are not served here.");
        }
        if (!facts.path().equals(POLICY) || !facts.uri().equals(POLICY)) {
            return new Refuse(404, "Only the policy is served here.");
        }
        if (!facts.onlyAsks() || facts.methodOverride()) {
            return new Refuse(405, "The policy can only be asked for.");
        }
        return new Pass();
    }
}
