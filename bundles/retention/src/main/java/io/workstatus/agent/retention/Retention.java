package io.workstatus.agent.retention;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Terms;
import io.workstatus.agent.api.retention.LocalCopies;
import io.workstatus.agent.api.retention.LocalCopy;
import io.workstatus.agent.api.status.StatusPart;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
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
 * Removes what is past its limit, oldest first, on one thread of its own: soon after the start, and then now and then. What
 * waits for the store is nothing that anybody tells it of, so it is never touched. Archived copies are in their archive, on
 * the disk, before they are removed; a kill in between repeats the archiving of the same bytes at worst.
 */
@Component(
        name = Retention.PID,
        immediate = true,
        service = {StatusPart.class, HealthCheck.class},
        property = {HealthCheck.NAME + "=Retention", HealthCheck.TAGS + "=retention"})
@Designate(ocd = RetentionConfig.class)
public final class Retention implements StatusPart, HealthCheck {

    static final String PID = "io.workstatus.agent.retention";

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(60);
    private static final Duration LAST_SWEEP = Duration.ofMillis(1500);

    /** Looking takes at most about this part of the time. */
    private static final int SHARE = 300;

    /** So many are archived, and then removed, at a time. */
    private static final int BATCH = 200;

    private final Settings settings;
    private final Journal journal;
    private final TimeSource time;
    private final Archive archive;
    private final List<LocalCopies> owners = new CopyOnWriteArrayList<>();
    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread;
    private final Optional<ServiceRegistration<Terms>> terms;
    private volatile @Nullable Instant nextSweep;

    /** How one kind is. */
    private record Kind(
            Sweep.Inventory there,
            long removed,
            long removedBytes,
            @Nullable Instant removedAt,
            String trouble) {

        static final Kind UNKNOWN = new Kind(Sweep.Inventory.EMPTY, 0, 0, null, "");

        Kind with(Sweep.Inventory inventory) {
            return new Kind(inventory, removed, removedBytes, removedAt, "");
        }

        Kind minus(long copies, long bytes, Instant at) {
            return new Kind(there, removed + copies, removedBytes + bytes, at, trouble);
        }

        Kind in(String newTrouble) {
            return new Kind(there, removed, removedBytes, removedAt, newTrouble);
        }
    }

    @Activate
    public Retention(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Journal journal,
            @Reference TimeSource time) {
        this(
                Path.of(context.getProperty(LaunchProperties.HOME)),
                Settings.of(properties),
                journal,
                time,
                kept(Settings.of(properties)).map(said -> context.registerService(Terms.class, said, null)));
    }

    Retention(
            Path home,
            Settings settings,
            Journal journal,
            TimeSource time,
            Optional<ServiceRegistration<Terms>> terms) {
        this.settings = settings;
        this.journal = journal;
        this.time = time;
        this.archive = new Archive(home.resolve("archive"));
        this.terms = terms;
        this.owners.add(new RotatedLogs(home.resolve("logs")));
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "workstatus-retention");
            made.setDaemon(true);
            return made;
        });
    }

    /** What is said of how long things stay; nothing if they stay until somebody deletes them. */
    static Optional<Terms> kept(Settings settings) {
        Limit sent = settings.limit(LocalCopies.SENT);
        if (!sent.hasAge() || settings.archive()) {
            return Optional.empty();
        }
        double days = sent.age().toMillis() / 86_400_000.0;
        String text =
                "On this machine for %s days after it is in the store, then it is deleted here. In a store that is"
                        + " elsewhere, until somebody deletes it there.";
        String shown = days == Math.rint(days) ? Long.toString((long) days) : Double.toString(days);
        return Optional.of(new Terms(
                List.of(new Term(Term.Subject.KEPT, "local", sent.age().toSeconds(), text.formatted(shown)))));
    }

    @Activate
    void start() {
        settings.flaws().forEach(why -> {
            LOG.warn("{}", why);
            journal.append("configuration.invalid", Map.of("pid", PID, "why", why));
        });
        schedule(FIRST);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // sweep() lets nothing out that the future could tell
    private void schedule(Duration pause) {
        try {
            nextSweep = time.now().plus(pause);
            thread.schedule(this::sweepAndGoOn, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Retention is stopping.");
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindCopies(LocalCopies copies) {
        owners.add(copies);
    }

    void unbindCopies(LocalCopies copies) {
        owners.remove(copies);
    }

    @Deactivate
    void stop() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(LAST_SWEEP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Retention does not end its sweep; the disk is slow.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terms.ifPresent(registration -> {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                LOG.debug("The framework has taken the terms back before.");
            }
        });
    }

    private void sweepAndGoOn() {
        long began = time.nanoTime();
        sweep();
        Duration took = Duration.ofNanos(time.nanoTime() - began);
        Duration pause = took.multipliedBy(SHARE);
        schedule(pause.compareTo(LEAST_PAUSE) > 0 ? pause : LEAST_PAUSE);
    }

    /** Looks at everything, and removes what is past its limit. */
    void sweep() {
        for (String kind : settings.limits().keySet()) {
            try {
                sweep(kind);
            } catch (IOException e) {
                trouble(kind, "What is kept of " + kind + " could not be looked at or removed: " + e);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("Retention of {} failed unexpectedly.", kind, e);
                trouble(kind, "Retention of " + kind + " failed unexpectedly: " + e);
            }
        }
    }

    private void trouble(String kind, String what) {
        Kind before = kinds.getOrDefault(kind, Kind.UNKNOWN);
        if (!before.trouble().equals(what) && !Thread.currentThread().isInterrupted()) {
            LOG.warn("{}", what);
        }
        kinds.put(kind, before.in(what));
    }

    private void sweep(String kind) throws IOException {
        List<LocalCopies> mine =
                owners.stream().filter(owner -> owner.kind().equals(kind)).toList();
        Sweep sweep = Sweep.of(mine, settings.limit(kind));
        List<Sweep.Found> due = sweep.due(mine, time.now());
        for (int from = 0; from < due.size() && !thread.isShutdown(); from += BATCH) {
            remove(kind, due.subList(from, Math.min(due.size(), from + BATCH)));
        }
        Sweep.Inventory there =
                due.isEmpty() ? sweep.inventory() : Sweep.of(mine, Limit.NONE).inventory();
        kinds.merge(kind, Kind.UNKNOWN.with(there), (before, with) -> before.with(there));
    }

    private void remove(String kind, List<Sweep.Found> due) throws IOException {
        boolean archived = settings.archive() && kind.equals(LocalCopies.SENT);
        List<Sweep.Found> going = archived ? stillThere(due) : due;
        if (archived) {
            archive.keep(going);
        }
        long bytes = 0;
        for (Sweep.Found found : going) {
            found.owner().remove(found.copy().name());
            bytes += found.copy().bytes();
        }
        if (going.isEmpty()) {
            return;
        }
        long removedBytes = bytes;
        LocalCopy first = going.get(0).copy();
        LocalCopy last = going.get(going.size() - 1).copy();
        LOG.info("{} of {} were {}, {} bytes.", going.size(), kind, archived ? "archived" : "deleted", bytes);
        journal.append(
                "retention.removed",
                Map.of(
                        "kind",
                        kind,
                        "copies",
                        going.size(),
                        "bytes",
                        bytes,
                        "archived",
                        archived,
                        "from",
                        TimeSource.ISO_MILLIS.format(first.at()),
                        "to",
                        TimeSource.ISO_MILLIS.format(last.at())));
        kinds.compute(
                kind,
                (k, before) -> (before == null ? Kind.UNKNOWN : before).minus(going.size(), removedBytes, time.now()));
    }

    /** Somebody may have deleted one meanwhile, which must not keep the others. */
    private static List<Sweep.Found> stillThere(List<Sweep.Found> due) throws IOException {
        List<Sweep.Found> there = new ArrayList<>();
        for (Sweep.Found found : due) {
            try {
                found.owner().open(found.copy().name()).close();
                there.add(found);
            } catch (NoSuchFileException e) {
                LOG.debug("{} is gone already.", found.copy().name());
            }
        }
        return there;
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public Object value() {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        settings.limits().keySet().forEach(kind -> value.put(kind, value(kind)));
        value.put("archive", settings.archive());
        value.put("nextSweep", nextSweep);
        return value;
    }

    private Map<String, @Nullable Object> value(String kind) {
        Kind now = kinds.getOrDefault(kind, Kind.UNKNOWN);
        Limit limit = settings.limit(kind);
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("copies", now.there().copies());
        value.put("bytes", now.there().bytes());
        value.put("maxAgeDays", limit.hasAge() ? limit.age().toMillis() / 86_400_000.0 : null);
        value.put("maxBytes", limit.hasBytes() ? limit.bytes() : null);
        value.put("next", next(now.there().oldest(), limit));
        Map<String, @Nullable Object> removed = new LinkedHashMap<>();
        removed.put("copies", now.removed());
        removed.put("bytes", now.removedBytes());
        removed.put("at", now.removedAt());
        value.put("removed", removed);
        return value;
    }

    /** The one that goes first; without a limit of age it goes when there is more than the bytes allow. */
    private static @Nullable Object next(Optional<LocalCopy> oldest, Limit limit) {
        if (oldest.isEmpty() || !(limit.hasAge() || limit.hasBytes())) {
            return null;
        }
        Map<String, @Nullable Object> next = new LinkedHashMap<>();
        next.put("name", oldest.get().name());
        next.put("recorded", oldest.get().at());
        next.put("bytes", oldest.get().bytes());
        next.put("at", limit.hasAge() ? oldest.get().at().plus(limit.age()) : null);
        return next;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        settings.flaws().forEach(why -> log.warn("{}", why));
        kinds.forEach((kind, now) -> {
            if (now.trouble().isEmpty()) {
                log.info(
                        "{}: {} copies, {} bytes.",
                        kind,
                        now.there().copies(),
                        now.there().bytes());
            } else {
                log.warn("{}", now.trouble());
            }
        });
        return new Result(log);
    }
}
