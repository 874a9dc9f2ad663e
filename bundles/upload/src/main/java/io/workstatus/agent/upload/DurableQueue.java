package io.workstatus.agent.upload;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.queue.OfferRefusedException;
import io.workstatus.agent.api.queue.UploadQueue;
import io.workstatus.agent.api.status.Waiting;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreNotSetUp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable queue under {@code $WORKSTATUS_HOME/queue}.
 *
 * <p>Guarantees: an artifact whose {@code offer} returned is stored some day, with the bytes that it had, under the key
 * that it had, whatever is killed in between; every item is in exactly one of the states of {@link ItemState}, and the
 * books say so. The commit point of an offer is the rename into {@code pending/}; that of sending is the synchronised line
 * in the {@link Ledger}. Whatever happens between the two is repeated, and repeating it changes nothing.
 *
 * <p>Limits: one process at a time uses the folder; an item fits into memory while it is offered; what waits costs about
 * 200 bytes of memory each.
 *
 * <p>This class holds the parts together and owns their threads: the senders, and one keeper, which opens the queue if it
 * cannot be opened at once, takes stock now and then, and shows why the queue waits.
 */
@Component(
        name = DurableQueue.PID,
        immediate = true,
        service = {UploadQueue.class, DurableQueue.class})
@Designate(ocd = UploadConfig.class)
public final class DurableQueue implements UploadQueue {

    static final String PID = "io.workstatus.agent.upload";

    private static final Logger LOG = LoggerFactory.getLogger(DurableQueue.class);

    private static final long TEND_SECONDS = 5;
    private static final int TENDS_PER_STOCK_TAKING = 60;
    private static final int TENDS_PER_ERASURE = 12;

    /** A put in flight gets this long to end by itself; all four together stay below two seconds. */
    private static final Duration LAST_PUT = Duration.ofMillis(800);

    private static final Duration LAST_PUT_INTERRUPTED = Duration.ofMillis(300);
    private static final Duration LAST_OFFER = Duration.ofMillis(300);
    private static final Duration LAST_LOOK = Duration.ofMillis(200);

    private final Settings settings;
    private final Journal journal;
    private final TimeSource time;
    private final QueueFolder folder;
    private final Line line;
    private final PreferredStoreFile preferredStore;
    private final Stores stores;
    private final WaitingSign sign;
    private final ScheduledExecutorService keeper;
    private final ExecutorService senders;
    private final Uplink uplink;
    private final AtomicBoolean erasing = new AtomicBoolean();

    private volatile @Nullable Opened opened;
    private volatile String whyNotOpened = "The queue is being opened.";
    private volatile Consumer<String> destinationListener = destination -> {};
    private int tends;

    /** What there is once the folder could be opened. */
    private record Opened(
            Ledger ledger,
            Intake intake,
            Inventory inventory,
            Catalogue catalogue,
            Quarantine quarantine,
            Erasures erasures) {}

    @Activate
    public DurableQueue(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Journal journal,
            @Reference TimeSource time) {
        this(
                Path.of(context.getProperty(LaunchProperties.HOME)).resolve("queue"),
                Settings.of(properties),
                journal,
                time,
                waiting -> registered(context, waiting));
    }

    DurableQueue(Path root, Settings settings, Journal journal, TimeSource time, Function<Waiting, Runnable> register) {
        this.settings = settings;
        this.journal = journal;
        this.time = time;
        this.folder = new QueueFolder(root);
        this.preferredStore = new PreferredStoreFile(root.resolve("store.json"));
        this.stores = new Stores(preferredStore.kept());
        this.line = new Line(settings, time, RandomGenerator.getDefault());
        this.sign = new WaitingSign(register);
        this.keeper = Executors.newSingleThreadScheduledExecutor(named("keeper"));
        this.senders = Executors.newCachedThreadPool(named("sender"));
        this.uplink = new Uplink(Uplink::ofThisMachine);
    }

    private static Runnable registered(BundleContext context, Waiting waiting) {
        ServiceRegistration<Waiting> registration = context.registerService(Waiting.class, waiting, null);
        return () -> {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                LOG.debug("The framework took the sign down before.");
            }
        };
    }

    private static ThreadFactory named(String role) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "workstatus-upload-" + role + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Activate
    @SuppressWarnings("FutureReturnValueIgnored") // tend() lets nothing out that the future could tell
    void start() {
        settings.flaws().forEach(why -> {
            LOG.warn("{}", why);
            journal.append("configuration.invalid", Map.of("pid", PID, "why", why));
        });
        uplink.hasNewAddress();
        open();
        keeper.execute(this::showWaiting);
        keeper.scheduleWithFixedDelay(this::tend, TEND_SECONDS, TEND_SECONDS, TimeUnit.SECONDS);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindStore(ObjectStore store, Map<String, Object> properties) {
        stores.put(store, properties);
        storeChanged();
    }

    void updatedStore(ObjectStore store, Map<String, Object> properties) {
        bindStore(store, properties);
    }

    void unbindStore(ObjectStore store) {
        stores.remove(store);
        storeChanged();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNotSetUp(StoreNotSetUp sign) {
        stores.notSetUp(sign.store());
        storeChanged();
    }

    void unbindNotSetUp(StoreNotSetUp sign) {
        stores.notSetUpNoLonger(sign.store());
    }

    /** Whoever wants to know where objects go is told now, and whenever that changes; there is one such. */
    void onDestination(Consumer<String> listener) {
        destinationListener = listener;
        tellDestination();
    }

    private void tellDestination() {
        stores.best()
                .map(ObjectStore::destination)
                .filter(place -> !place.isEmpty())
                .ifPresent(destinationListener);
    }

    private void storeChanged() {
        line.storeChanged();
        eraseSoon();
        tellDestination();
        showWaitingSoon();
    }

    @Deactivate
    void stop() {
        line.close();
        keeper.shutdownNow();
        senders.shutdown();
        try {
            if (!senders.awaitTermination(LAST_PUT.toMillis(), TimeUnit.MILLISECONDS)) {
                senders.shutdownNow();
                if (!senders.awaitTermination(LAST_PUT_INTERRUPTED.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn("A put does not end although it was interrupted. Its item is put again later.");
                }
            }
            // Whoever opens the folder next must not meet an offer that is half done.
            if (!line.awaitArrivals(LAST_OFFER)) {
                LOG.warn("An offer does not end; the disk under {} is slow.", folder.root());
            }
            if (!keeper.awaitTermination(LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("A look at {} does not end; the disk is slow.", folder.root());
            }
        } catch (InterruptedException e) {
            senders.shutdownNow();
            Thread.currentThread().interrupt();
        }
        Opened parts = opened;
        if (parts != null) {
            parts.ledger().close();
        }
        sign.show(Optional.empty());
    }

    private void open() {
        try {
            folder.open();
            Ledger ledger = Ledger.open(folder.ledger());
            Books books = new Books(folder, ledger, line, journal, time);
            Inventory inventory = new Inventory(folder, ledger, line, books, time);
            line.opened(ledger.counts());
            inventory.takeStock();
            Room room = new Room(settings.room(), this::freeBytes, line, books, time);
            Erasures erasures = new Erasures(folder.erase(), ledger, stores);
            Quarantine quarantine = new Quarantine(folder, ledger, line, books);
            opened = new Opened(
                    ledger,
                    new Intake(folder, ledger, line, room, time),
                    inventory,
                    new Catalogue(folder, ledger, line, books, stores, erasures, quarantine, this::eraseSoon),
                    quarantine,
                    erasures);
            for (int i = 0; i < settings.senders(); i++) {
                senders.execute(new Sender(line, inventory, books, stores, journal, this::showWaitingSoon));
            }
            eraseSoon();
            keeper.execute(quarantine::tidy);
            keeper.execute(inventory::inspect);
            LOG.info("The queue is open, {} items wait.", line.snapshot().pending());
        } catch (IOException e) {
            String why = Trouble.of(e, folder.root()).message();
            if (!why.equals(whyNotOpened)) {
                LOG.warn("The queue cannot be opened and is tried again: {}", why);
            }
            whyNotOpened = why;
        } catch (RejectedExecutionException e) {
            LOG.debug("The queue was stopped while it was opened.");
        }
    }

    private void tend() {
        try {
            Opened parts = opened;
            if (parts == null) {
                open();
            } else {
                tend(parts);
            }
            showWaiting();
        } catch (IOException e) {
            LOG.warn("The queue's folder cannot be looked at now: {}", e.toString());
        } catch (RuntimeException e) {
            // Thrown out of here, it would be the last time that the queue is tended.
            LOG.error("Tending the queue failed unexpectedly.", e);
        }
    }

    private void tend(Opened parts) throws IOException {
        tends++;
        if (line.isFailing() && uplink.hasNewAddress()) {
            LOG.info("This machine's network has changed; what could not be sent is tried now.");
            line.storeChanged();
        }
        if (tends % TENDS_PER_ERASURE == 0) {
            eraseSoon();
        }
        if (tends % TENDS_PER_STOCK_TAKING == 0) {
            parts.inventory().takeStock();
        }
    }

    private long freeBytes() {
        return Room.freeUnder(folder.root().toFile());
    }

    /** Has the store erase what is to be erased, on a thread of its own, because a store may take its time. */
    private void eraseSoon() {
        Opened parts = opened;
        if (parts == null || parts.erasures().size() == 0 || !erasing.compareAndSet(false, true)) {
            return;
        }
        try {
            senders.execute(() -> {
                try {
                    parts.erasures().fulfil();
                } finally {
                    erasing.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The queue is stopping; what is to be erased is kept.");
        }
    }

    private void showWaitingSoon() {
        try {
            keeper.execute(this::showWaiting);
        } catch (RejectedExecutionException e) {
            LOG.debug("The queue is stopping; it shows nothing any more.");
        }
    }

    private void showWaiting() {
        if (opened != null) {
            preferredStore.keep(stores.preferred());
        }
        sign.show(whyWaiting());
    }

    private Optional<String> whyWaiting() {
        if (opened == null) {
            return Optional.of(whyNotOpened);
        }
        if (!folder.isWritable()) {
            return Optional.of(Trouble.notWritable(folder.root()).message());
        }
        if (stores.best().isEmpty()) {
            return Optional.of(stores.preferred()
                    .map(store ->
                            "The store " + store.name() + " is not there: it is stopped or being replaced, and what is"
                                    + " recorded is kept in the queue. Start it again.")
                    .orElse("No store is there: what is recorded is kept in the queue. Start one, or set one up."));
        }
        return line.blockedBy().map(QueueError::message);
    }

    @Override
    public void offer(Artifact artifact) throws OfferRefusedException {
        Opened parts = opened;
        if (parts == null) {
            throw new OfferRefusedException(whyNotOpened);
        }
        parts.intake().offer(artifact);
    }

    /** The catalogue, or empty while the queue cannot be opened. */
    Optional<Catalogue> catalogue() {
        return Optional.ofNullable(opened).map(Opened::catalogue);
    }

    /** What was set aside, or empty while the queue cannot be opened. */
    Optional<Quarantine> quarantine() {
        return Optional.ofNullable(opened).map(Opened::quarantine);
    }

    /** The books and the line, or empty while the queue cannot be opened. */
    Optional<Line.Snapshot> snapshot() {
        return opened == null ? Optional.empty() : Optional.of(line.snapshot());
    }

    /** Why the queue takes or sends nothing, if so. */
    Optional<String> trouble() {
        return whyWaiting();
    }

    /** What is configured and cannot be right. */
    List<String> flaws() {
        return settings.flaws();
    }

    QueueFolder folder() {
        return folder;
    }
}
