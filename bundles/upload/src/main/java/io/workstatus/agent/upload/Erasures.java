package io.workstatus.agent.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was deleted while it was pending and may be in the store all the same, because a put of it was begun and its answer
 * never booked. The wish is on the disk, one file {@code erase/<ULID>.json} each, until the store has fulfilled it.
 */
final class Erasures {

    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);
    private static final String ENDING = ".json";

    private final Path folder;
    private final Ledger ledger;
    private final Stores stores;
    private String lastFailure = "";

    Erasures(Path folder, Ledger ledger, Stores stores) {
        this.folder = folder;
        this.ledger = ledger;
        this.stores = stores;
    }

    /** An object that shall not be in the store. */
    private record Erasure(Path file, String key) {}

    /** Booking that an item is deleted. */
    interface Booking {
        void run() throws IOException;
    }

    /** Keeps the wish and books the deletion. A wish whose deletion was not booked is none. */
    synchronized void wish(String id, String key, Booking deletion) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Fsync.directory(folder.getParent());
        }
        Path unfinished = folder.resolve("." + id + ".tmp");
        try (FileChannel out = FileChannel.open(
                unfinished,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer json = ByteBuffer.wrap(Json.line(Json.object().put("key", key)));
            while (json.hasRemaining()) {
                out.write(json);
            }
            out.force(true);
        }
        Files.move(unfinished, folder.resolve(id + ENDING), StandardCopyOption.ATOMIC_MOVE);
        Fsync.directory(folder);
        deletion.run();
    }

    /** Has the store fulfil what is wished; what it cannot do now is tried the next time. */
    void fulfil() {
        Optional<ObjectStore> store = stores.best();
        if (store.isEmpty()) {
            return;
        }
        try {
            for (Erasure wish : wishes()) {
                store.get().delete(wish.key());
                Files.deleteIfExists(wish.file());
                lastFailure = "";
            }
        } catch (StoreException e) {
            if (!lastFailure.equals(e.code())) {
                LOG.warn("What was deleted may still be in the store, and is tried again: {}", e.getMessage());
            }
            lastFailure = e.code();
        } catch (IOException e) {
            LOG.warn("What is to be erased from the store cannot be read in {}: {}", folder, e.toString());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("The store failed unexpectedly while it deleted.", e);
        }
    }

    /** How many objects are still to be erased. */
    int size() {
        try {
            return files().size();
        } catch (IOException e) {
            return 0;
        }
    }

    private synchronized List<Erasure> wishes() throws IOException {
        List<Erasure> wishes = new ArrayList<>();
        for (Path file : files()) {
            String name = String.valueOf(file.getFileName());
            String id = name.substring(0, name.length() - ENDING.length());
            boolean isDeleted = ItemId.isValid(id)
                    && ledger.find(id).filter(LedgerRow::deleted).isPresent();
            String key = isDeleted ? key(file) : "";
            if (key.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                wishes.add(new Erasure(file, key));
            }
        }
        return wishes;
    }

    private static String key(Path file) throws IOException {
        try {
            return Json.parse(Files.readString(file)).path("key").asText();
        } catch (JsonProcessingException e) {
            LOG.warn("{} cannot be read and is removed.", file);
            return "";
        }
    }

    private List<Path> files() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            files.forEach(found::add);
        } catch (NoSuchFileException e) {
            return found;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }
}
