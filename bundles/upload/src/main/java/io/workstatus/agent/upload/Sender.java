package io.workstatus.agent.upload;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.journal.JournalHead;
import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import io.workstatus.agent.api.store.StoreObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the oldest item that is due, makes sure that it is whole, puts it into the store, and books it as sent. A kill at
 * any moment repeats the put of the same bytes under the same key at worst, which a store takes as a success.
 */
final class Sender implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final Line line;
    private final Inventory inventory;
    private final Books books;
    private final Stores stores;
    private final Journal journal;
    private final Runnable onChange;

    /** Tells {@code onChange} when sending begins to fail, and when it works again. */
    Sender(Line line, Inventory inventory, Books books, Stores stores, Journal journal, Runnable onChange) {
        this.line = line;
        this.inventory = inventory;
        this.books = books;
        this.stores = stores;
        this.journal = journal;
        this.onChange = onChange;
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            while (more) {
                more = sendNext();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A method of its own: while the thread waits it must not hold on to the last item's store, which may be swapped. */
    private boolean sendNext() throws InterruptedException {
        Optional<Claim> claim = line.awaitClaim(stores);
        claim.ifPresent(this::send);
        return claim.isPresent();
    }

    private void send(Claim claim) {
        try {
            ItemFile item = inventory.openWhole(claim.id());
            put(claim, item);
        } catch (NoSuchFileException e) {
            books.missing(claim.id());
        } catch (DamagedItemException e) {
            inventory.quarantine(claim.id(), e.getMessage());
        } catch (StoreException e) {
            failed(claim, e);
        } catch (IOException e) {
            failed(
                    claim,
                    new StoreException(
                            Kind.TRANSIENT, "ItemUnreadable", "The item " + claim.id() + " cannot be read: " + e, e));
        } catch (RuntimeException e) {
            // A sender outlives whatever goes wrong with one item.
            LOG.error("Sending the item {} failed unexpectedly.", claim.id(), e);
            failed(claim, new StoreException(Kind.TRANSIENT, "Unexpected", "Sending failed unexpectedly: " + e, e));
        }
    }

    private void put(Claim claim, ItemFile item) throws StoreException {
        ItemHeader header = item.header();
        boolean local;
        String destination;
        try {
            claim.store().put(object(header), item::content);
            destination = claim.store().destination();
            local = claim.store().localFile(header.key()).isPresent();
        } catch (RuntimeException | LinkageError e) {
            throw new StoreException(Kind.TRANSIENT, "StoreFailed", "The store failed unexpectedly: " + e, e);
        }
        if (line.isClosed()) {
            // Whoever opens the queue next puts it again, and books it.
            return;
        }
        try {
            if (books.sent(header, destination, local)) {
                LOG.info("The store takes objects again.");
                onChange.run();
            }
        } catch (IOException e) {
            throw new StoreException(
                    Kind.STORE,
                    "QueueNotWritable",
                    "Stored, but the queue's ledger cannot be written, so it will be stored again: " + e,
                    e);
        }
    }

    /** With where the journal stands: whoever cuts its end off later cannot do so here. */
    private StoreObject object(ItemHeader header) {
        Map<String, String> metadata = new TreeMap<>();
        header.attributes().forEach((name, value) -> metadata.put(name, ascii(value)));
        metadata.put("sha256", header.sha256());
        metadata.put("user", ascii(header.user()));
        metadata.put("kind", ascii(header.kind()));
        metadata.put("created-at", TimeSource.ISO_MILLIS.format(header.createdAt()));
        journal.head().ifPresent(head -> {
            metadata.put(JournalHead.METADATA_SEQ, Long.toString(head.seq()));
            metadata.put(JournalHead.METADATA_HASH, head.hash());
        });
        return new StoreObject(header.key(), header.mediaType(), header.length(), header.sha256(), metadata);
    }

    /** Metadata of objects is printable ASCII; other text is percent-encoded. */
    private static String ascii(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f)
                ? text
                : URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void failed(Claim claim, StoreException e) {
        if (line.isClosed()) {
            return;
        }
        if (stores.best().filter(claim.store()::equals).isEmpty()) {
            // The store was taken away under the put: that says nothing about the item or the next store.
            line.release(claim.id());
            return;
        }
        Line.Verdict verdict = line.failed(claim.id(), e);
        if (verdict.news()) {
            LOG.warn("Not stored ({}): {}", e.code(), e.getMessage());
            journal.append(
                    "queue.failed",
                    Map.of("code", e.code(), "kind", e.kind().name().toLowerCase(Locale.ROOT), "message", message(e)));
            onChange.run();
        }
        if (verdict.giveUp()) {
            inventory.quarantine(claim.id(), "the store refused it: " + message(e));
        }
    }

    private static String message(StoreException e) {
        return String.valueOf(e.getMessage());
    }
}
