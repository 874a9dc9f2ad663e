package io.workstatus.agent.deploy;

import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
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

    private final BundleContext context;
    private final Journal journal;
    private final Provisioning provisioning;
    private final OwnConfigurations ownConfigurations;
    private final Shelf shelf;
    private final Container container;
    private final LoadFolder load;
    private final Swap swap;
    private final ReentrantLock swapping = new ReentrantLock();
    private final Map<String, String> actors = new ConcurrentHashMap<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "workstatus-deploy");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean settled;

    @Activate
    public Deployment(
            BundleContext context,
            @Reference Journal journal,
            @Reference Provisioning provisioning,
            @Reference OwnConfigurations ownConfigurations,
            @Reference SwapWatch watch)
            throws IOException {
        this.context = context;
        this.journal = journal;
        this.provisioning = provisioning;
        this.ownConfigurations = ownConfigurations;
        this.shelf = new Shelf(Path.of(context.getProperty(LaunchProperties.HOME), "bundles"));
        this.container = new Container(context);
        this.load = new LoadFolder(Path.of(context.getProperty(LaunchProperties.DISTRIBUTION), "load"));
        this.swap = new Swap(shelf, container, watch, ownConfigurations, journal);
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

    /** All capabilities. */
    List<Bundle> capabilities() {
        return container.bundles();
    }

    /** Starts a capability; one that runs already is left alone. */
    Bundle start(String id, String user) throws RefusedException {
        return exclusively(id, user, bundle -> start(id, bundle));
    }

    /** Stops a capability, also for the restarts to come. */
    Bundle stop(String id, String user) throws RefusedException {
        return exclusively(id, user, bundle -> {
            try {
                bundle.stop();
                shelf.setStopped(id, true);
            } catch (BundleException e) {
                throw new RefusedException("it did not stop: " + Container.cause(e));
            }
        });
    }

    /** Replaces a capability, or brings a new one; what ran before runs still if this throws. */
    Bundle replace(String id, byte[] content, String user) throws RefusedException {
        if (container.isFixed(id)) {
            throw new RefusedException.Fixed(id);
        }
        CheckedJar jar = CheckedJar.of(content);
        if (!jar.id().equals(id)) {
            throw new RefusedException("the jar is '" + jar.symbolicName() + "', not the capability '" + id + "'");
        }
        if (!swapping.tryLock()) {
            throw new RefusedException.Busy();
        }
        try {
            return swap(jar, user);
        } finally {
            swapping.unlock();
        }
    }

    // --- the shelf, and the framework that follows it ---

    private void bringUp() {
        swapping.lock();
        try {
            awaitFixedBundles();
            journalStart();
            provisioning.apply();
            for (LoadFolder.Found found : load.all()) {
                takeFactory(found);
            }
            for (String id : shelf.ids()) {
                bring(id);
            }
            for (Bundle bundle : container.bundles()) {
                String id = Container.id(bundle);
                if (shelf.isStopped(id)) {
                    held.add(id);
                    bundle.stop();
                } else {
                    tryStart(bundle);
                }
            }
            settled = true;
        } catch (ClosedByInterruptException e) {
            Thread.currentThread().interrupt(); // the agent goes down before it was up
        } catch (IOException | BundleException | RuntimeException e) {
            LOG.error("The capabilities could not be brought up: {}", e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            swapping.unlock();
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

    /** A jar of the distribution that was not there before becomes current: a new release brings its own. */
    private void takeFactory(LoadFolder.Found found) throws IOException {
        try {
            CheckedJar jar = CheckedJar.of(found.content());
            if (container.isFixed(jar.id())) {
                throw new RefusedException.Fixed(jar.id());
            }
            boolean known = shelf.factory(jar.id()).filter(jar.sha256()::equals).isPresent();
            if (!known || shelf.current(jar.id()).isEmpty()) {
                shelf.keep(jar);
                shelf.setCurrent(jar.id(), jar.sha256());
                shelf.setFactory(jar.id(), jar.sha256());
            }
        } catch (RefusedException e) {
            refuse(found.name(), LOAD, e);
        }
    }

    private void bring(String id) throws IOException {
        Optional<CheckedJar> jar = shelf.current(id);
        if (jar.isEmpty()) {
            LOG.error("Capability {} has no whole jar in the home's bundles folder; put one into load/", id);
            return;
        }
        try {
            container.bring(jar.get());
        } catch (BundleException e) {
            LOG.error("Capability {} was not installed: {}", id, Container.cause(e));
        }
    }

    private void tryStart(Bundle bundle) {
        try {
            Container.start(bundle, ownConfigurations);
        } catch (BundleException | IOException e) {
            LOG.error("Capability {} did not start: {}", Container.id(bundle), Container.cause(e));
            journal.append("capability.failed", Map.of("id", Container.id(bundle), "why", Container.cause(e)));
        }
    }

    private void follow() {
        if (!swapping.tryLock()) {
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
            swapping.unlock();
        }
    }

    private void takeDropped(LoadFolder.Found found) throws IOException {
        try {
            CheckedJar jar = CheckedJar.of(found.content());
            if (container.isFixed(jar.id())) {
                throw new RefusedException.Fixed(jar.id());
            }
            if (shelf.factory(jar.id()).filter(jar.sha256()::equals).isPresent()) {
                return;
            }
            swap(jar, LOAD);
            shelf.setFactory(jar.id(), jar.sha256());
        } catch (RefusedException e) {
            refuse(found.name(), LOAD, e);
        }
    }

    // --- one change at a time ---

    private interface Change {
        void apply(Bundle bundle) throws RefusedException, IOException;
    }

    private Bundle exclusively(String id, String user, Change change) throws RefusedException {
        Bundle bundle = container.bundle(id).orElse(null);
        if (bundle == null) {
            throw container.isFixed(id) ? new RefusedException.Fixed(id) : new RefusedException.Unknown(id);
        }
        if (!swapping.tryLock()) {
            throw new RefusedException.Busy();
        }
        actors.put(id, user);
        try {
            change.apply(bundle);
            return bundle;
        } catch (IOException e) {
            throw new RefusedException("the home cannot be written to: " + e.getMessage());
        } finally {
            actors.remove(id);
            swapping.unlock();
        }
    }

    private void start(String id, Bundle bundle) throws RefusedException, IOException {
        try {
            Container.start(bundle, ownConfigurations);
            shelf.setStopped(id, false);
        } catch (BundleException e) {
            throw new RefusedException("it did not start: " + Container.cause(e));
        }
    }

    private Bundle swap(CheckedJar jar, String user) throws RefusedException {
        actors.put(jar.id(), user);
        try {
            return swap.carryOut(jar, user);
        } finally {
            actors.remove(jar.id());
        }
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
                journal.append("capability.stopped", Map.of("id", id, "user", user));
            } else if (event.getType() == BundleEvent.STARTED) {
                shelf.setStopped(id, false);
                held.remove(id);
                if (settled) {
                    journal.append("capability.started", Map.of("id", id, "user", user));
                }
            }
        } catch (IOException e) {
            LOG.warn("That {} was toggled will be forgotten at the next start: {}", id, e.getMessage());
        }
    }

    private boolean goesDown() {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        return framework.getState() != Bundle.ACTIVE && framework.getState() != Bundle.STARTING;
    }
}
