package io.workstatus.agent.deploy;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings up the capabilities that shall run, and starts, stops and replaces them: one at a time, whoever asks.
 *
 * <p>What shall run is on the {@link Shelf}; this class makes the framework follow it. It looks every half second whether
 * the distribution's {@code load/} has something new, and whether somebody removed a {@code stopped} marker.
 */
@Component(service = Deployment.class, immediate = true)
public final class Deployment implements SynchronousBundleListener {

    /** Who did it, where nobody is signed in for it. */
    static final String SOMEBODY = "the web console or the framework";

    private static final String LOAD = "the load folder";
    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);
    private static final long POLL_MILLIS = 500;
    private static final long TURN_SECONDS = 10;

    /** A capability that is not up by then is left out, so that the others come up. */
    private static final long BRING_UP_SECONDS = 30;

    /** So long the answer to whoever asked may take to get out. */
    private static final long MILLIS_BEFORE_RESTART = 1_000;

    /** Tells whatever watches over the JVM to start it again at once. */
    private static final int START_AGAIN = 75;

    private final BundleContext context;
    private final Journal journal;
    private final Provisioning provisioning;
    private final OwnConfigurations ownConfigurations;
    private final SwapWatch watch;
    private final Signers signers;
    private final Signers releaseSigners;
    private final Shelf shelf;
    private final Container container;
    private final LoadFolder load;
    private final Swap swap;
    private final Overseer overseer;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicBoolean swapping = new AtomicBoolean();
    private final Map<String, String> actors = new ConcurrentHashMap<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "workstatus-deploy");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean settled;
    private volatile boolean startsAgain;

    @Activate
    public Deployment(
            BundleContext context,
            @Reference TimeSource time,
            @Reference Journal journal,
            @Reference Provisioning provisioning,
            @Reference OwnConfigurations ownConfigurations,
            @Reference SwapWatch watch)
            throws IOException {
        this.context = context;
        this.journal = journal;
        this.provisioning = provisioning;
        this.ownConfigurations = ownConfigurations;
        this.watch = watch;
        Path home = Path.of(context.getProperty(LaunchProperties.HOME));
        Path distribution = Path.of(context.getProperty(LaunchProperties.DISTRIBUTION));
        Path releaseTrust = distribution.resolve("conf/trust");
        this.signers = Signers.pinnedIn(List.of(releaseTrust, home.resolve("trust")), time::now);
        this.releaseSigners = Signers.pinnedIn(List.of(releaseTrust), time::now).regardlessOfTime();
        this.shelf = new Shelf(home.resolve("bundles"));
        this.container = new Container(context);
        this.load = new LoadFolder(distribution.resolve("load"));
        this.swap = new Swap(shelf, container, watch, ownConfigurations, journal);
        this.overseer = new Overseer(time);
        if (signers.count() == 0) {
            LOG.warn(SignatureCheck.UNCHECKED);
        }
        context.addBundleListener(this);
        executor.execute(this::bringUp);
        // Both catch what goes wrong: nobody asks for their results.
        var unused = executor.scheduleWithFixedDelay(this::follow, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        executor.shutdownNow();
        context.removeBundleListener(this);
        if (!executor.awaitTermination(2, TimeUnit.SECONDS)) {
            LOG.warn("A capability is still being started or stopped while the agent goes down");
        }
        journal.append("agent.stopped", Map.of());
    }

    /** Whether everything that shall run was started once, or has failed to. */
    boolean isSettled() {
        return settled;
    }

    /** How many keys jars may be signed by; 0 if they need not be. */
    int pinnedKeys() {
        return signers.count();
    }

    /** Whether it came with the distribution, and is replaced by a new release only. */
    boolean isFixed(Bundle bundle) {
        return container.isFixed(bundle);
    }

    /** All capabilities. */
    List<Bundle> capabilities() {
        return container.bundles();
    }

    /** Starts a capability; one that runs already is left alone. */
    Bundle start(String id, String user) throws RefusedException {
        return toggle(id, user, (bundle, progress) -> {
            progress.at("starting");
            try {
                Container.start(bundle, ownConfigurations);
                shelf.setStopped(id, false);
            } catch (BundleException e) {
                throw new RefusedException("it did not start: " + Container.cause(e));
            }
        });
    }

    /** Stops a capability, also for the restarts to come. */
    Bundle stop(String id, String user) throws RefusedException {
        return toggle(id, user, (bundle, progress) -> {
            progress.at("stopping");
            shelf.setStopped(id, true); // first: if it never stops, it does not come back with the restart
            try {
                bundle.stop();
            } catch (BundleException e) {
                throw new RefusedException("it did not stop: " + Container.cause(e));
            }
        });
    }

    /** Makes the framework wire it anew. */
    Bundle refresh(String id, String user) throws RefusedException {
        return toggle(id, user, (bundle, progress) -> {
            progress.at("being wired anew");
            container.refresh(bundle);
        });
    }

    /** Removes a capability that does not come with the distribution, whole. */
    Bundle remove(String id, String user) throws RefusedException {
        return toggle(id, user, (bundle, progress) -> {
            Optional<String> factory = shelf.factory(id);
            if (factory.isPresent() && load.holds(factory.get())) {
                throw new RefusedException(
                        "the jar of '" + id + "' lies in load/, it would come back at the next start: stop it instead");
            }
            progress.at("stopping");
            shelf.forget(id);
            try {
                container.remove(bundle);
            } catch (BundleException e) {
                throw new RefusedException("it did not stop: " + Container.cause(e));
            }
            journal.append("capability.removed", Map.of("id", id, "user", user));
        });
    }

    /**
     * Replaces a capability, or brings a new one; what ran before runs still if this throws.
     *
     * @param asked the capability that it must be; empty if the jar's own name decides
     * @param force whether an older version is taken as well
     */
    Bundle replace(Optional<String> asked, byte[] content, boolean force, String user) throws RefusedException {
        try {
            if (asked.isPresent() && container.isFixed(asked.get())) {
                throw new RefusedException.Fixed(asked.get());
            }
            CheckedJar jar = CheckedJar.of(content, signers);
            if (asked.isPresent() && !jar.id().equals(asked.get())) {
                throw new RefusedException(
                        "the jar is '" + jar.symbolicName() + "', not the capability '" + asked.get() + "'");
            }
            return swap(jar, force, user);
        } catch (RefusedException.Busy e) {
            throw e;
        } catch (RefusedException e) {
            refuse(asked.orElse("an upload"), user, e);
            throw e;
        }
    }

    /** Replaces a capability by the jar that ran before; what runs now is the one before then. */
    Bundle bringBack(String id, String user) throws RefusedException {
        if (container.isFixed(id)) {
            throw new RefusedException.Fixed(id);
        }
        if (container.bundle(id).isEmpty()) {
            throw new RefusedException.Unknown(id);
        }
        Optional<CheckedJar> previous;
        try {
            previous = shelf.previousJar(id);
        } catch (IOException e) {
            throw new RefusedException("the home cannot be read: " + e.getMessage());
        }
        if (previous.isEmpty()) {
            throw new RefusedException.NothingBefore(id);
        }
        return replace(Optional.of(id), previous.get().content(), true, user);
    }

    /** The jar of a capability that ran before the one that is here now. */
    Optional<Shelf.Previous> previous(String id) {
        try {
            return shelf.previous(id);
        } catch (IOException e) {
            LOG.warn("What ran before as {} cannot be told: {}", id, e.getMessage());
            return Optional.empty();
        }
    }

    // --- the shelf, and the framework that follows it ---

    private void bringUp() {
        turn.lock();
        try {
            awaitFixedBundles();
            journalStart();
            provisioning.apply();
            List<LoadFolder.Found> dropped = takeFactory(load.all());
            container.open();
            for (String id : shelf.ids()) {
                bring(id);
            }
            for (Bundle bundle : container.bundles()) {
                String id = Container.id(bundle);
                if (shelf.current(id).isEmpty()) { // from a swap that a crash has ended
                    container.remove(bundle);
                } else if (shelf.isStopped(id)) {
                    held.add(id);
                } else {
                    tryStart(bundle);
                }
            }
            settled = true;
            for (LoadFolder.Found found : dropped) {
                takeDropped(found);
            }
        } catch (ClosedByInterruptException e) {
            Thread.currentThread().interrupt(); // the agent goes down before it was up
        } catch (IOException | BundleException | RuntimeException e) {
            LOG.error("The capabilities could not be brought up: {}", e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            turn.unlock();
        }
    }

    /** Until then the framework would only note that a bundle shall be started, and do it later. */
    private void awaitFixedBundles() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        FrameworkListener listener = event -> {
            if (event.getType() == FrameworkEvent.STARTED) {
                started.countDown();
            }
        };
        context.addFrameworkListener(listener);
        try {
            boolean active = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.ACTIVE;
            if (!active && !started.await(1, TimeUnit.MINUTES)) {
                LOG.error("The fixed bundles are not started after a minute");
            }
        } finally {
            context.removeFrameworkListener(listener);
        }
    }

    private void journalStart() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("version", context.getProperty(LaunchProperties.VERSION));
        data.put("java", Runtime.version().toString());
        String lastExit = context.getProperty("io.workstatus.agent.last.exit");
        if (lastExit != null) {
            data.put("restartedAfter", LastExit.describe(lastExit));
        }
        journal.append("agent.started", data);
    }

    /**
     * A new release brings its own jars, which become current as they are, signed if the release pins keys. In the same release
     * as at the last start, what is new in the folder was dropped there meanwhile, and takes the way of all that is dropped.
     *
     * @return what was dropped, to be swapped in once everything is up
     */
    private List<LoadFolder.Found> takeFactory(List<LoadFolder.Found> found) throws IOException {
        String release = String.valueOf(context.getProperty("io.workstatus.agent.release"));
        boolean sameRelease = shelf.release().filter(release::equals).isPresent();
        List<LoadFolder.Found> dropped = new ArrayList<>();
        for (LoadFolder.Found file : found) {
            try {
                CheckedJar jar = CheckedJar.of(file.content(), Signers.anybody());
                String id = jar.id();
                boolean known = shelf.factory(id).filter(jar.sha256()::equals).isPresent();
                boolean damaged = shelf.hasCurrent(id) && shelf.current(id).isEmpty();
                if (known ? damaged : !sameRelease) {
                    takeAsItIs(CheckedJar.of(file.content(), releaseSigners));
                } else if (!known) {
                    dropped.add(file);
                }
            } catch (RefusedException e) {
                refuse(file.name(), LOAD, e);
            }
        }
        shelf.setRelease(release);
        return dropped;
    }

    private void takeAsItIs(CheckedJar jar) throws RefusedException, IOException {
        if (container.isFixed(jar.id())) {
            throw new RefusedException.Fixed(jar.id());
        }
        Optional<CheckedJar> before =
                shelf.current(jar.id()).filter(old -> !old.sha256().equals(jar.sha256()));
        shelf.keep(jar);
        shelf.setCurrent(jar.id(), jar.sha256());
        if (before.isPresent()) {
            shelf.setPrevious(before.get());
        }
        shelf.setFactory(jar.id(), jar.sha256());
    }

    private void bring(String id) throws IOException {
        if (!shelf.hasCurrent(id)) {
            return; // all that came of it was refused
        }
        Optional<CheckedJar> jar = shelf.current(id);
        if (jar.isEmpty()) {
            LOG.error("Capability {} has no accepted jar in the home's bundles folder; put one into load/", id);
            return;
        }
        if (container.isFixed(id)) {
            return; // this release has it as a fixed bundle
        }
        try {
            container.bring(jar.get());
        } catch (BundleException e) {
            LOG.error("Capability {} was not installed: {}", id, Container.cause(e));
        }
    }

    private void tryStart(Bundle bundle) {
        String id = Container.id(bundle);
        try {
            overseer.<Bundle>oversee(id, BRING_UP_SECONDS, progress -> {
                progress.at("starting");
                try {
                    Container.start(bundle, ownConfigurations);
                } catch (BundleException | IOException e) {
                    LOG.error("Capability {} did not start: {}", id, Container.cause(e));
                    journal.append("capability.failed", Map.of("id", id, "why", Container.cause(e)));
                }
                return bundle;
            });
        } catch (RefusedException.Hung e) {
            leaveStopped(id);
            startAgain(id, e);
        } catch (RefusedException e) {
            LOG.warn("Capability {} was not started: {}", id, e.getMessage());
        }
    }

    private void leaveStopped(String id) {
        try {
            shelf.setStopped(id, true);
        } catch (IOException e) {
            LOG.error("Capability {} cannot be left out of the next start: {}", id, e.getMessage());
        }
    }

    private void follow() {
        if (startsAgain || !turn.tryLock()) {
            return;
        }
        try {
            for (Bundle bundle : container.bundles()) {
                String id = Container.id(bundle);
                if (!shelf.isStopped(id) && held.remove(id) && bundle.getState() != Bundle.ACTIVE) {
                    actors.put(id, "the owner of the machine");
                    tryStart(bundle);
                    actors.remove(id);
                }
            }
            for (LoadFolder.Found found : load.changed()) {
                takeDropped(found);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The load folder could not be followed: {}", e.getMessage());
        } finally {
            turn.unlock();
        }
    }

    private void takeDropped(LoadFolder.Found found) throws IOException {
        try {
            CheckedJar jar = CheckedJar.of(found.content(), signers);
            if (shelf.factory(jar.id()).filter(jar.sha256()::equals).isPresent()) {
                return;
            }
            if (container.isFixed(jar.id())) {
                throw new RefusedException.Fixed(jar.id());
            }
            Optional<String> before = shelf.factory(jar.id());
            shelf.setFactory(jar.id(), jar.sha256()); // first: if it is refused it is not tried again at the next start
            try {
                swap(jar, false, LOAD);
            } catch (RefusedException.Busy e) {
                shelf.setFactory(jar.id(), before);
                load.again(found);
            }
        } catch (RefusedException e) {
            refuse(found.name(), LOAD, e);
        }
    }

    // --- one change at a time ---

    private interface Change {
        void apply(Bundle bundle, Overseer.Progress progress) throws RefusedException, IOException;
    }

    private Bundle toggle(String id, String user, Change change) throws RefusedException {
        Bundle bundle = container.bundle(id).orElse(null);
        if (bundle == null) {
            throw container.isFixed(id) ? new RefusedException.Fixed(id) : new RefusedException.Unknown(id);
        }
        if (swapping.get()) {
            throw new RefusedException.Busy();
        }
        return inTurn(id, user, progress -> {
            try {
                change.apply(bundle, progress);
                return bundle;
            } catch (IOException e) {
                throw new RefusedException("the home cannot be written to: " + e.getMessage());
            }
        });
    }

    /** While one is under way a second one is refused, and not kept waiting: it may be meant for what was there before. */
    private Bundle swap(CheckedJar jar, boolean force, String user) throws RefusedException {
        if (container.isFixed(jar.id())) {
            throw new RefusedException.Fixed(jar.id());
        }
        if (!swapping.compareAndSet(false, true)) {
            throw new RefusedException.Busy();
        }
        try {
            return inTurn(jar.id(), user, progress -> swap.carryOut(jar, force, user, progress));
        } finally {
            swapping.set(false);
        }
    }

    private Bundle inTurn(String id, String user, Overseer.Change<Bundle> change) throws RefusedException {
        takeTurn();
        actors.put(id, user);
        try {
            return overseer.oversee(id, watch.seconds() + 2L, change);
        } catch (RefusedException.Hung e) {
            startAgain(id, e);
            throw e;
        } finally {
            actors.remove(id);
            turn.unlock();
        }
    }

    private void takeTurn() throws RefusedException {
        try {
            if (startsAgain || !turn.tryLock(TURN_SECONDS, TimeUnit.SECONDS)) {
                throw new RefusedException.Busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("the agent goes down");
        }
    }

    /** What hangs in a bundle's lifecycle holds the framework's locks: not even the framework could be stopped in order. */
    private void startAgain(String id, RefusedException.Hung hung) {
        startsAgain = true;
        LOG.error("Capability {}", hung.getMessage());
        journal.append(
                "capability.hung",
                Map.of("id", id, "in", hung.step(), "then", "the agent is started again with what last worked"));
        Thread thread = new Thread(
                () -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(MILLIS_BEFORE_RESTART);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(START_AGAIN);
                },
                "workstatus-restart");
        thread.setDaemon(true);
        thread.start();
    }

    private void refuse(String file, String user, RefusedException e) {
        LOG.warn("{} was refused: {}", file, e.getMessage());
        journal.append("capability.refused", Map.of("file", file, "why", e.getMessage(), "user", user));
    }

    // --- whoever else starts and stops bundles ---

    /** Keeps what somebody toggled elsewhere, as in the web console: it holds after a restart, and is in the journal. */
    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        if (!Container.isCapability(bundle) || goesDown()) {
            return;
        }
        String id = Container.id(bundle);
        String user = actors.getOrDefault(id, SOMEBODY);
        try {
            if (event.getType() == BundleEvent.STOPPED && !Container.isWanted(bundle)) {
                shelf.setStopped(id, true);
                held.add(id);
                tell("capability.stopped", id, user, "started", "stopped");
            } else if (event.getType() == BundleEvent.STARTED) {
                shelf.setStopped(id, false);
                held.remove(id);
                if (settled) {
                    tell("capability.started", id, user, "stopped", "started");
                }
            }
        } catch (IOException e) {
            LOG.warn("That {} was toggled will be forgotten at the next start: {}", id, e.getMessage());
        }
    }

    private void tell(String type, String id, String user, String before, String after) {
        journal.append(type, Map.of("id", id, "user", user, "before", before, "after", after));
    }

    private boolean goesDown() {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        return framework.getState() != Bundle.ACTIVE && framework.getState() != Bundle.STARTING;
    }
}
