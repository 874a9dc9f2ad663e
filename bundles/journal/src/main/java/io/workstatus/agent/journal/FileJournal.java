package io.workstatus.agent.journal;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.journal.JournalHead;
import io.workstatus.agent.api.launch.LaunchProperties;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal on the disk. A call only puts its record in line; a thread of the journal's own gives it its number, writes it
 * within moments (from then on it outlives the process) and synchronises the file every second and at the end (from then on
 * it outlives the machine). While the disk refuses, records wait in memory, in order and bounded.
 */
@Component(
        name = "io.workstatus.agent.journal",
        service = {Journal.class, FileJournal.class},
        immediate = true)
public final class FileJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final long CLOSE_MILLIS = 1_500;
    private static final int MOST_WAITING_BYTES = 4 * 1024 * 1024;

    private final TimeSource time;
    private final Path folder;
    private final Heads heads;
    private final Backlog backlog;
    private final Thread thread;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable EventAdmin events;

    private volatile @Nullable String outage;
    private volatile long newest;
    private volatile Optional<JournalHead> head = Optional.empty();

    // Of the journal's own thread alone.
    private @Nullable Appender appender;
    private Chain chain = Chain.START;
    private long forcedNanos;

    @Activate
    public FileJournal(BundleContext context, @Reference TimeSource time) {
        this(time, Path.of(context.getProperty(LaunchProperties.HOME)).resolve("journal"), MOST_WAITING_BYTES);
    }

    FileJournal(TimeSource time, Path folder, int mostWaitingBytes) {
        this.time = time;
        this.folder = folder;
        this.heads = new Heads(folder, time);
        this.backlog = new Backlog(mostWaitingBytes);
        this.thread = new Thread(this::run, "workstatus-journal");
    }

    @Activate
    void open() {
        thread.start();
    }

    @Deactivate
    void close() {
        backlog.close();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    @Override
    public void append(String type, Map<String, ? extends @Nullable Object> data) {
        backlog.add(new Entry(time.now(), type, DataWriter.json(data)));
    }

    @Override
    public Optional<JournalHead> head() {
        return head;
    }

    Path folder() {
        return folder;
    }

    /** Waits until what was appended before can be read back, or a moment. */
    void awaitWritten() throws InterruptedIOException {
        try {
            if (outage == null && !backlog.awaitWritten(SECOND)) {
                LOG.debug("records are still on their way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while records were on their way");
        }
    }

    /** The number of the newest record that can be read back, 0 if there is none yet. */
    long newest() {
        return newest;
    }

    /** What keeps records from being written, or null. */
    @Nullable
    String outage() {
        return outage;
    }

    /** What keeps its head from being signed, or null. */
    @Nullable
    String unsigned() {
        return heads.failure();
    }

    int waiting() {
        return backlog.size();
    }

    long dropped() {
        return backlog.dropped();
    }

    private void run() {
        try {
            boolean closing;
            boolean done;
            do {
                closing = backlog.isClosed();
                done = write(backlog.await(SECOND));
                if (!done) {
                    backlog.pause(SECOND);
                }
            } while (!closing || (done && backlog.size() > 0));
        } catch (InterruptedException e) {
            LOG.warn("the journal was stopped before all was written");
        } finally {
            release();
        }
    }

    /** Writes what waits, and tells whether it could. */
    private boolean write(List<Entry> batch) {
        try {
            Appender current = appender == null ? reopen() : appender;
            for (Entry entry : batch) {
                append(current, entry);
                backlog.remove(1);
            }
            // Under load a batch follows the other; with nothing to do this comes by every second.
            if (batch.isEmpty() || time.nanoTime() - forcedNanos >= SECOND.toNanos()) {
                force(current);
                forcedNanos = time.nanoTime();
                if (heads.areDue()) {
                    heads.sign(chain, false);
                }
            }
            if (outage != null) {
                LOG.info("the journal can be written again");
                outage = null;
            }
            return true;
        } catch (IOException | RuntimeException e) {
            if (outage == null) {
                LOG.warn("the journal cannot be written, records wait in memory: {}", e.toString());
            }
            outage = e.toString();
            release();
            return false;
        }
    }

    private Appender reopen() throws IOException {
        Tail tail = Tail.recover(folder);
        Appender opened = Appender.open(folder, tail);
        appender = opened;
        // A journal that was shortened while it was written to goes on as if it were not: so it shows.
        if (tail.chain().seq() >= chain.seq()) {
            chain = tail.chain();
            newest = chain.seq();
        }
        if (tail.bytesCut() > 0) {
            LOG.warn("{} bytes at the end of the journal were no whole record and are cut", tail.bytesCut());
            append(opened, new Entry(time.now(), "journal.recovered", "{\"bytes\":" + tail.bytesCut() + "}"));
        }
        return opened;
    }

    private void append(Appender current, Entry entry) throws IOException {
        if (current.endsSegment(entry.time())) {
            force(current);
            heads.sign(chain, true);
        }
        String line = chain.line(entry);
        current.append(entry.time(), line);
        chain = chain.after(line);
        newest = chain.seq();
        announce(entry.type(), line);
    }

    private void force(Appender current) throws IOException {
        current.force();
        if (chain.seq() > 0) {
            head = Optional.of(new JournalHead(chain.seq(), chain.hash()));
        }
    }

    private void announce(String type, String line) {
        EventAdmin carrier = events;
        if (carrier == null) {
            return;
        }
        try {
            carrier.postEvent(new Event(TOPIC_PREFIX + type.replace('.', '/'), Map.of(EVENT_RECORD, line)));
        } catch (IllegalArgumentException | IllegalStateException e) {
            LOG.debug("nobody hears of record {}", type, e);
        }
    }

    private void release() {
        Appender released = appender;
        appender = null;
        if (released == null) {
            return;
        }
        try (released) {
            released.force();
            heads.sign(chain, false);
        } catch (IOException e) {
            LOG.debug("closing after an outage", e);
        }
    }
}
