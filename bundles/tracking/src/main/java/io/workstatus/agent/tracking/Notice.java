package io.workstatus.agent.tracking;

import io.workstatus.agent.api.access.AccountDirectory;
import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Term.Subject;
import io.workstatus.agent.api.notice.Terms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notice of what is recorded, and the hold that stands while it goes further than what was last acknowledged by the one
 * whose session it is. The hold is there before the registration of terms that go further returns.
 */
@Component(
        name = "io.workstatus.agent.tracking.notice",
        service = {Notice.class},
        immediate = true)
public final class Notice implements AttendedUser, ServiceTrackerCustomizer<Terms, Long> {

    static final String HOLD_ID = "tracking.notice";

    /** For which what was said of how long things stay is believed after the one who said it went: longer than a swap. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Notice.class);

    private final BundleContext context;
    private final TimeSource time;
    private final Journal journal;
    private final Acknowledgments acknowledgments;
    private final ServiceTracker<Terms, Long> tracker;
    private volatile boolean closing;
    private volatile @Nullable AccountDirectory accounts;
    private final OwnThread thread = new OwnThread("workstatus-tracking-notice");
    private final StandingHold hold;

    // All that follows is of the thread alone. By service id, so that the oldest comes first.
    private final TreeMap<Long, Terms> declared = new TreeMap<>();
    private List<Term> kept = List.of();
    private long keptGoneNanos;
    private @Nullable String attended;

    /**
     * What a user gets to read.
     *
     * @param version the same for as long as the terms are
     * @param text for people
     * @param acknowledged whether nothing in it goes further than what the user acknowledged last
     */
    record Page(String version, String text, boolean acknowledged) {}

    @Activate
    public Notice(BundleContext context, @Reference TimeSource time, @Reference Journal journal) {
        this(context, time, journal, Path.of(context.getProperty(LaunchProperties.HOME)));
    }

    Notice(BundleContext context, TimeSource time, Journal journal, Path home) {
        this.context = context;
        this.time = time;
        this.journal = journal;
        this.acknowledgments = new Acknowledgments(home);
        this.tracker = new ServiceTracker<>(context, Terms.class, this);
        this.hold = new StandingHold(context, HOLD_ID);
    }

    /** Knows all terms that are there when it returns: the gate waits for that. */
    @Activate
    void open() {
        tracker.open();
    }

    @Deactivate
    void close(int reason) {
        // What goes from here on is not the end of anybody's terms.
        closing = true;
        tracker.close();
        thread.close(reason, hold);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAccounts(AccountDirectory directory) {
        accounts = directory;
        thread.later(this::settle);
    }

    void unbindAccounts(AccountDirectory directory) {
        if (directory.equals(accounts)) {
            accounts = null;
        }
    }

    @Override
    public void attend(String user) {
        thread.run(() -> {
            attended = user;
            settle();
        });
    }

    @Override
    public void leave() {
        thread.run(() -> {
            attended = null;
            settle();
        });
    }

    /** What this user reads now. */
    Page page(String user) {
        return thread.call(() -> pageOf(inForce(), user));
    }

    /**
     * The user has read the notice of this version; false if it is another one by now.
     *
     * @throws IOException if that cannot be kept: then it was not acknowledged
     */
    boolean acknowledge(String user, String version) throws IOException {
        IOException[] failure = new IOException[1];
        boolean current = thread.call(() -> {
            TermsInForce terms = inForce();
            if (!terms.version().equals(version)) {
                return false;
            }
            String text = NoticeText.of(terms);
            String sha256 = TermsInForce.sha256(text);
            try {
                acknowledgments.put(user, accountSince(user), terms, sha256, time.now());
            } catch (IOException e) {
                failure[0] = e;
                return true;
            }
            journal.append(
                    "notice.acknowledged", Map.of("user", user, "version", version, "sha256", sha256, "text", text));
            LOG.info("{} has acknowledged the notice {}", user, version);
            settle();
            return true;
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        return current;
    }

    @Override
    public Long addingService(ServiceReference<Terms> reference) {
        Long id = (Long) reference.getProperty(Constants.SERVICE_ID);
        Terms terms = context.getService(reference);
        if (terms != null) {
            thread.run(() -> {
                declared.put(id, terms);
                settle();
            });
        }
        return id;
    }

    @Override
    public void modifiedService(ServiceReference<Terms> reference, Long id) {
        // terms are what they were made as
    }

    @Override
    public void removedService(ServiceReference<Terms> reference, Long id) {
        context.ungetService(reference);
        thread.later(() -> {
            Terms gone = declared.remove(id);
            if (gone != null && gone.terms().stream().anyMatch(term -> term.subject() == Subject.KEPT)) {
                keptGoneNanos = time.nanoTime();
            }
            settle();
        });
    }

    /** What is said of how long things stay is believed for a while after the one who said it went. */
    private TermsInForce inForce() {
        TermsInForce all = TermsInForce.of(declared.values());
        List<Term> said = all.about(Subject.KEPT);
        if (!said.isEmpty()) {
            kept = said;
            return all;
        }
        long left = kept.isEmpty() ? 0 : keptGoneNanos + GRACE.toNanos() - time.nanoTime();
        if (left > 0) {
            return all.kept(kept);
        }
        kept = List.of();
        return all.kept(List.of(TermsInForce.FOR_EVER));
    }

    private Optional<Instant> accountSince(String user) {
        AccountDirectory known = accounts;
        return known == null ? Optional.empty() : known.since(user);
    }

    private Page pageOf(TermsInForce terms, String user) {
        boolean acknowledged =
                terms.beyond(acknowledgments.of(user, accountSince(user))).isEmpty();
        return new Page(terms.version(), NoticeText.of(terms), acknowledged);
    }

    private void settle() {
        if (closing) {
            return;
        }
        TermsInForce terms = inForce();
        String user = attended;
        if (user == null) {
            hold.release();
            return;
        }
        Map<String, Long> acknowledged = acknowledgments.of(user, accountSince(user));
        if (terms.beyond(acknowledged).isEmpty()) {
            hold.release();
        } else {
            hold.set(
                    acknowledged.isEmpty()
                            ? user + " has not acknowledged the notice of what is recorded"
                            : "more is recorded than " + user + " has acknowledged: the notice is to be read again",
                    hold.sinceOr(time.now()));
        }
        if (!kept.isEmpty() && declared.values().stream().allMatch(Notice::saysNothingOfKeeping)) {
            var unused = thread.after(GRACE.toNanos(), this::settle);
        }
    }

    private static boolean saysNothingOfKeeping(Terms terms) {
        return terms.terms().stream().noneMatch(term -> term.subject() == Subject.KEPT);
    }
}
