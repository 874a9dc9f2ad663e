package io.workstatus.agent.deploy;

import io.workstatus.agent.api.journal.Journal;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces one capability: check that the jar resolves → keep it → exchange → watch → make it current, or bring the old one
 * back. What the shelf says is current changes last, so that a crash at any moment comes up with what ran before.
 */
final class Swap {

    private static final Logger LOG = LoggerFactory.getLogger(Swap.class);

    private final Shelf shelf;
    private final Container container;
    private final SwapWatch watch;
    private final OwnConfigurations configurations;
    private final Journal journal;

    Swap(Shelf shelf, Container container, SwapWatch watch, OwnConfigurations configurations, Journal journal) {
        this.shelf = shelf;
        this.container = container;
        this.watch = watch;
        this.configurations = configurations;
        this.journal = journal;
    }

    /**
     * Carries it out; the caller sees to it that there is one at a time.
     *
     * @param user who wants it, for the journal
     * @throws RefusedException if the jar does not work here; what ran before runs again then
     */
    Bundle carryOut(CheckedJar jar, String user) throws RefusedException {
        String id = jar.id();
        try {
            Optional<String> missing = container.missing(jar);
            if (missing.isPresent()) {
                throw new RefusedException("the jar does not resolve here, it needs " + missing.get());
            }
            Optional<CheckedJar> before = shelf.current(id);
            shelf.keep(jar);
            Bundle bundle = container.bundle(id).orElse(null);
            if (bundle == null || before.isEmpty()) {
                bundle = bring(jar);
            } else {
                exchange(bundle, before.get(), jar);
            }
            shelf.setCurrent(id, jar.sha256());
            container.note(jar);
            tell(before, jar, user);
            return bundle;
        } catch (IOException e) {
            throw new RefusedException("the home cannot be written to: " + e.getMessage());
        } catch (BundleException e) {
            throw new RefusedException("the framework refused the jar: " + Container.cause(e));
        }
    }

    private Bundle bring(CheckedJar jar) throws BundleException, IOException {
        Bundle bundle = container.bring(jar);
        if (!shelf.isStopped(jar.id())) {
            Container.start(bundle, configurations);
        }
        return bundle;
    }

    private void exchange(Bundle bundle, CheckedJar before, CheckedJar after)
            throws RefusedException, BundleException, IOException {
        boolean wasActive = bundle.getState() == Bundle.ACTIVE;
        CapabilityState stateBefore = watch.state(bundle);
        try {
            container.replace(bundle, after);
            if (wasActive) {
                Container.start(bundle, configurations);
                watch.awaitAtWork(bundle, stateBefore);
            }
        } catch (BundleException | RefusedException | IOException e) {
            container.replace(bundle, before);
            container.note(before);
            if (wasActive) {
                bundle.start();
            }
            String why = e instanceof BundleException ? Container.cause(e) : e.getMessage();
            throw new RefusedException("the new version did not work, and the old one was brought back: " + why);
        }
    }

    private void tell(Optional<CheckedJar> before, CheckedJar after, String user) {
        LOG.info("Capability {} is now {} ({})", after.id(), after.version(), after.sha256());
        journal.append(
                "capability.replaced",
                Map.of(
                        "id", after.id(),
                        "from", before.map(jar -> jar.version().toString()).orElse(""),
                        "to", after.version().toString(),
                        "sha256", after.sha256(),
                        "user", user));
    }
}
