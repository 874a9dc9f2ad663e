package io.workstatus.agent.door;

import io.workstatus.agent.door.Decision.Pass;
import io.workstatus.agent.door.Decision.Refuse;
import io.workstatus.agent.door.Decision.SignInFirst;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** May this request come in? A pure function of the request and of who sent it. */
final class Rules {

    private static final Set<String> NEVER_ALLOWED = Set.of("TRACE", "TRACK", "CONNECT");
    private static final Decision PASS = new Pass();

    private final OwnAddress own;

    Rules(int port) {
        own = new OwnAddress(port);
    }

    /** @param visitor asked at most once, and only for a request that is in order */
    Decision decide(Facts facts, Supplier<Visitor> visitor) {
        Optional<Refuse> refusal = whereFrom(facts).or(() -> inOrder(facts));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Visitor who = Paths.alwaysOpen(facts.path()) ? Visitor.STRANGER : visitor.get();
        if (who == Visitor.UNKNOWABLE) {
            return new Refuse(
                    503,
                    "Sign-in is not running, so nobody is let in. On this machine, run"
                            + " \"bin/workstatus enable mfa\" to bring it back.");
        }
        return forged(facts).<Decision>map(r -> r).orElseGet(() -> admit(facts.path(), who));
    }

    private static Decision admit(String path, Visitor who) {
        if (Paths.open(path)) {
            return PASS;
        }
        if (who == Visitor.STRANGER) {
            return Paths.api(path) ? new Refuse(401, "Sign in first, at /signin.") : new SignInFirst();
        }
        if (Paths.console(path) && who != Visitor.ADMIN) {
            return new Refuse(403, "The web console is for administrators.");
        }
        return PASS;
    }

    private Optional<Refuse> whereFrom(Facts facts) {
        if (!facts.loopback()) {
            return refuse(403, "Only programs on this machine are served.");
        }
        if (facts.hosts().size() != 1) {
            return refuse(400, "A request names exactly one host.");
        }
        if (!own.isHost(facts.hosts().get(0)) || !own.isHost(facts.authority())) {
            return refuse(403, "This agent is not reached under that name; use http://localhost and its port.");
        }
        if (facts.origins().size() > 1 || !facts.origins().stream().allMatch(own::isOrigin)) {
            return refuse(403, "The request was made by a page of another site.");
        }
        return Optional.empty();
    }

    private static Optional<Refuse> inOrder(Facts facts) {
        if (!Paths.plain(facts.uri(), facts.path())) {
            return refuse(400, "The path has characters or segments that mean different things to different programs.");
        }
        if (NEVER_ALLOWED.contains(facts.method().toUpperCase(Locale.ROOT))) {
            return refuse(405, "This method is not served here.");
        }
        if (facts.methodOverride()) {
            return refuse(400, "The method is what the request line says; headers cannot change it.");
        }
        return Optional.empty();
    }

    /** Whether a page of another site could have made the browser send this. */
    private Optional<Refuse> forged(Facts facts) {
        if (facts.onlyAsks()) {
            return Optional.empty();
        }
        if (Paths.api(facts.path())) {
            return facts.requestedBy()
                    ? Optional.empty()
                    : refuse(403, "A request that changes something needs the header X-Requested-By, with any value.");
        }
        boolean siteIsOurs = "same-origin".equals(facts.fetchSite());
        boolean ours = facts.origins().isEmpty()
                ? siteIsOurs
                : own.sameOrigin(facts.origins().get(0), facts.hosts().get(0))
                        && (facts.fetchSite() == null || siteIsOurs);
        return ours ? Optional.empty() : refuse(403, "The form was not sent from a page of this agent.");
    }

    private static Optional<Refuse> refuse(int status, String detail) {
        return Optional.of(new Refuse(status, detail));
    }
}
