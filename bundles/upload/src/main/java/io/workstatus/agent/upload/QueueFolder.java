package io.workstatus.agent.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue's folders: {@code pending/}, {@code sent/} and {@code quarantine/} with one file {@code <ULID>.item} an item,
 * and {@code ledger/}. A move between them is one rename. Only what comes in is synchronised: if the power takes back a
 * move out of {@code pending/}, the ledger tells to do it again.
 */
final class QueueFolder {

    private static final Logger LOG = LoggerFactory.getLogger(QueueFolder.class);

    private static final String ITEM = ".item";
    private static final String UNFINISHED = ".tmp";

    private final Path root;
    private final Path pending;
    private final Path sent;
    private final Path quarantine;
    private final Path ledger;

    QueueFolder(Path root) {
        this.root = root;
        this.pending = root.resolve("pending");
        this.sent = root.resolve("sent");
        this.quarantine = root.resolve("quarantine");
        this.ledger = root.resolve("ledger");
    }

    /** Makes what is missing, and removes what a killed offer left unfinished. */
    void open() throws IOException {
        for (Path folder : folders()) {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
        }
        Fsync.directory(root);
        Fsync.directory(root.getParent());
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(pending, ".*" + UNFINISHED)) {
            for (Path file : unfinished) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("Unfinished files in {} could not be removed: {}", pending, e.toString());
        }
    }

    /** Whether anything can be kept here at this moment; asks for permissions and writes nothing. */
    boolean isWritable() {
        return folders().stream().allMatch(folder -> Files.isDirectory(folder) && Files.isWritable(folder));
    }

    private List<Path> folders() {
        return List.of(pending, sent, quarantine, ledger);
    }

    Path root() {
        return root;
    }

    Path ledger() {
        return ledger;
    }

    Path sent() {
        return sent;
    }

    Path quarantine() {
        return quarantine;
    }

    /** Where it is kept what is still to be erased from the store; made with the first of it. */
    Path erase() {
        return root.resolve("erase");
    }

    Path pending(String id) {
        return pending.resolve(id + ITEM);
    }

    Path sent(String id) {
        return sent.resolve(id + ITEM);
    }

    Path quarantined(String id) {
        return quarantine.resolve(id + ITEM);
    }

    /** The id in the name of a file, or an empty text if the name is none of ours. */
    static String idOf(Path file) {
        String name = String.valueOf(file.getFileName());
        String id = name.endsWith(ITEM) ? name.substring(0, name.length() - ITEM.length()) : "";
        return ItemId.isValid(id) ? id : "";
    }

    /** The ids in {@code quarantine/}. */
    List<String> listQuarantined() throws IOException {
        return ids(quarantine);
    }

    /** The ids in {@code pending/}. */
    List<String> listWaiting() throws IOException {
        return ids(pending);
    }

    private static List<String> ids(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> found.add(idOf(file)));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.removeIf(String::isEmpty);
        return found;
    }

    /** Everything in {@code pending/} but what is being written. */
    List<Path> listPending() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(pending, QueueFolder::isFinished)) {
            files.forEach(found::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private static boolean isFinished(Path file) {
        String name = String.valueOf(file.getFileName());
        return !(name.startsWith(".") && name.endsWith(UNFINISHED));
    }

    boolean hasQuarantined() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(quarantine)) {
            return files.iterator().hasNext();
        }
    }

    /**
     * Writes an item into {@code pending/}. The rename is the commit point; when this returns it is on the disk, and when
     * it throws there is nothing, unless the disk refuses even to take it back.
     */
    void add(ItemHeader header, byte[] content) throws IOException {
        Path unfinished = pending.resolve("." + header.id() + UNFINISHED);
        Path item = pending(header.id());
        try {
            try (FileChannel out = FileChannel.open(
                    unfinished,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                writeAll(out, ByteBuffer.wrap(ItemFile.head(header)));
                writeAll(out, ByteBuffer.wrap(content));
                out.force(true);
            }
            Files.move(unfinished, item, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        try {
            Fsync.directory(pending);
        } catch (IOException e) {
            withdraw(header.id(), e);
            throw e;
        }
    }

    /** Takes an item back that was not accepted after all. */
    void withdraw(String id, IOException cause) {
        try {
            remove(id);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Makes sure that an item's name is on the disk. */
    void syncPending() throws IOException {
        Fsync.directory(pending);
    }

    void remove(String id) throws IOException {
        Files.deleteIfExists(pending(id));
    }

    void keep(String id) throws IOException {
        move(pending(id), sent(id));
    }

    void setAside(String id) throws IOException {
        move(pending(id), quarantined(id));
    }

    /** Takes an item out of quarantine; it is back in {@code pending/}, also on the disk, when this returns. */
    void takeBack(String id) throws IOException {
        if (!Files.exists(pending(id))) {
            move(quarantined(id), pending(id));
        }
        Fsync.directory(pending);
        Fsync.directory(quarantine);
    }

    /** Gives a file in {@code pending/} the name of an item. */
    void rename(Path file, String id) throws IOException {
        move(file, pending(id));
    }

    /** Removes what is kept of an item that is done with; it is gone from the disk when this returns. */
    void forget(String id) throws IOException {
        for (Path file : List.of(pending(id), sent(id), quarantined(id))) {
            if (Files.deleteIfExists(file)) {
                Fsync.directory(file.getParent());
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
