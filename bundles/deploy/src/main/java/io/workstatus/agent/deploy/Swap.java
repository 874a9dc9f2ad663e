package io.workstatus.agent.deploy;

import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.deploy.Overseer.Progress;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces one capability: check → keep the jar → exchange → watch → make it current, or bring the old one back. What the
 * shelf says is current changes last, in one rename, so that a crash at any moment comes up with what ran before.
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
     * @param force whether it may be older than what runs
     * @param user who wants it, for the journal
     * @throws RefusedException if the jar does not work here; what ran before runs again then
     */
    Bundle carryOut(CheckedJar jar, boolean force, String user, Progress progress) throws RefusedException {
        try {
            Optional<CheckedJar> before = shelf.current(jar.id());
            if (before.isPresent()
                    && !force
                    && jar.version().compareTo(before.get().version()) < 0) {
                throw new RefusedException("the jar is older (" + jar.version() + ") than what is here ("
                        + before.get().version() + "): it is taken only by force, with PUT and ?force=true");
            }
            boolean isNew = shelf.keep(jar);
            try {
                requireResolvable(jar, progress);
                return exchange(before, jar, user, progress);
            } catch (RefusedException e) {
                if (isNew) {
                    shelf.drop(jar);
                }
                throw e;
            }
        } catch (IOException e) {
            throw new RefusedException("the home cannot be written to: " + e.getMessage());
        } catch (BundleException e) {
            throw new RefusedException("the framework refused the jar: " + Container.cause(e));
        }
    }

    private void requireResolvable(CheckedJar jar, Progress progress) throws RefusedException, BundleException {
        progress.at("being resolved");
        Optional<String> missing = container.missing(jar);
        if (missing.isPresent()) {
            throw new RefusedException("the jar does not resolve here, it needs " + missing.get());
        }
    }

    private Bundle exchange(Optional<CheckedJar> before, CheckedJar after, String user, Progress progress)
            throws RefusedException {
        String id = after.id();
        boolean running = !shelf.isStopped(id);
        try {
            Optional<Bundle> there = container.bundle(id);
            SwapWatch.Look look = there.map(watch::look).orElseGet(SwapWatch.Look::atNothing);
            Bundle bundle;
            if (there.isPresent()) {
                bundle = there.get();
                renew(bundle, after, progress);
            } else {
                progress.at("being installed");
                bundle = container.bring(after);
            }
            if (running) {
                start(bundle, look, progress);
                if (before.filter(jar -> jar.sha256().equals(after.sha256())).isEmpty()) {
                    tryToStop(bundle, look, progress);
                }
            }
            progress.at("being made current");
            shelf.setCurrent(id, after.sha256());
            if (before.isPresent() && !before.get().sha256().equals(after.sha256())) {
                shelf.setPrevious(before.get());
            }
            container.note(after);
            tell(before, after, user);
            shelf.keepOnly(
                    id,
                    Stream.concat(shelf.previous(id).map(Shelf.Previous::sha256).stream(), Stream.of(after.sha256()))
                            .collect(Collectors.toSet()));
            return bundle;
        } catch (BundleException | RefusedException | IOException | RuntimeException | LinkageError e) {
            String why = e instanceof RefusedException ? e.getMessage() : Container.cause(e);
            throw new RefusedException(takeBack(id, before, running, progress) + why);
        }
    }

    private void renew(Bundle bundle, CheckedJar jar, Progress progress) throws BundleException, IOException {
        progress.at("stopping");
        bundle.stop(Bundle.STOP_TRANSIENT);
        progress.at("being exchanged");
        container.replace(bundle, jar);
    }

    private void start(Bundle bundle, SwapWatch.Look before, Progress progress)
            throws BundleException, RefusedException, IOException {
        progress.at("starting");
        Container.start(bundle, configurations);
        progress.at("getting to work");
        watch.awaitAtWork(bundle, before);
    }

    /** One that could never be stopped again could never be replaced again: that is tried while there is a way back. */
    private void tryToStop(Bundle bundle, SwapWatch.Look before, Progress progress)
            throws BundleException, RefusedException, IOException {
        progress.at("stopping");
        bundle.stop(Bundle.STOP_TRANSIENT);
        start(bundle, before, progress);
    }

    private String takeBack(String id, Optional<CheckedJar> before, boolean running, Progress progress) {
        try {
            Optional<Bundle> there = container.bundle(id);
            if (there.isEmpty()) {
                return "the jar did not work: ";
            }
            if (before.isEmpty()) {
                progress.at("stopping");
                there.get().stop(Bundle.STOP_TRANSIENT);
                progress.at("being removed");
                container.remove(there.get());
                return "the jar did not work, and was removed: ";
            }
            renew(there.get(), before.get(), progress);
            container.note(before.get());
            if (running) {
                progress.at("starting the old version");
                Container.start(there.get(), configurations);
            }
            return "the new version did not work, and the old one was brought back: ";
        } catch (BundleException | IOException e) {
            LOG.error("The old version of {} could not be brought back: {}", id, Container.cause(e));
            return "the new version did not work, and the old one did not start: ";
        }
    }

    private void tell(Optional<CheckedJar> before, CheckedJar after, String user) {
        LOG.info("Capability {} is now {} ({})", after.id(), after.version(), after.sha256());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", after.id());
        data.put("from", before.map(jar -> jar.version().toString()).orElse(""));
        data.put("to", after.version().toString());
        data.put("sha256", after.sha256());
        data.put("sha256Before", before.map(CheckedJar::sha256).orElse(""));
        data.put("user", user);
        journal.append("capability.replaced", data);
    }
}
