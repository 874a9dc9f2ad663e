package io.workstatus.agent.store.folder;

import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.store.Content;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import io.workstatus.agent.api.store.StoreObject;
import io.workstatus.agent.api.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Objects as files: a key's slashes become folders, and beside each object lies {@code .<name>.sha256}, which
 * {@code sha256sum --check} reads. The metadata follows there in lines that begin with {@code #}, which it does not read.
 *
 * <p>The commit point is the rename of the object. Before it, the bytes were hashed, compared with what was promised and
 * synchronised, and the side file has its name; after it, the folder is synchronised, and its parents the first time that
 * they are used. Whoever sees an object sees all of it. A put that was killed leaves {@code .*.part} files at most, which
 * the next writer in that folder removes.
 *
 * <p>Repeating a put is a success without a change, unless the stored bytes are no longer those of their own side file:
 * then they are replaced. Other content under a key that is taken is refused.
 */
@Component(
        name = "io.workstatus.agent.store.folder",
        service = ObjectStore.class,
        property = {Constants.SERVICE_RANKING + ":Integer=0", ObjectStore.NAME + "=store-folder"})
public final class FolderStore implements ObjectStore {

    private final Path root;
    private final Folders folders;
    private final String writer = UUID.randomUUID().toString().substring(0, 8);
    private final Set<String> busyKeys = ConcurrentHashMap.newKeySet();

    @Activate
    public FolderStore(BundleContext context) {
        this(rootIn(context));
    }

    FolderStore(Path root) {
        this.root = root;
        this.folders = new Folders(root, writer);
    }

    static Path rootIn(BundleContext context) {
        return Path.of(context.getProperty(LaunchProperties.HOME)).resolve("store");
    }

    @Override
    public String destination() {
        return "folder " + root;
    }

    @Override
    public void put(StoreObject object, Content content) throws StoreException {
        ObjectPath path = ObjectPath.of(root, object.key());
        claim(object.key());
        try {
            folders.prepare(path.folder());
            if (!isStored(path, object)) {
                write(path, object, content);
            }
            Fsync.directory(path.folder());
        } catch (IOException e) {
            throw Trouble.of(e, root, path.folder(), object.length());
        } finally {
            busyKeys.remove(object.key());
        }
    }

    /** In one step for whoever reads the object; its side file is a moment ahead. */
    @Override
    public void replace(StoreObject object, Content content) throws StoreException {
        ObjectPath path = ObjectPath.of(root, object.key());
        claim(object.key());
        try {
            folders.prepare(path.folder());
            write(path, object, content);
            Fsync.directory(path.folder());
        } catch (IOException e) {
            throw Trouble.of(e, root, path.folder(), object.length());
        } finally {
            busyKeys.remove(object.key());
        }
    }

    @Override
    public Optional<StoredObject> head(String key) throws StoreException {
        ObjectPath path = ObjectPath.of(root, key);
        if (!isObject(path.file())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StoredObject(Files.size(path.file()), hashInSideFile(path)));
        } catch (IOException e) {
            throw Trouble.of(e, root, path.folder(), 0);
        }
    }

    @Override
    public void delete(String key) throws StoreException {
        ObjectPath path = ObjectPath.of(root, key);
        claim(key);
        try {
            if (isObject(path.file()) || Files.exists(path.sideFile(), LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(path.file());
                Files.deleteIfExists(path.sideFile());
                Fsync.directory(path.folder());
            }
        } catch (IOException e) {
            throw Trouble.of(e, root, path.folder(), 0);
        } finally {
            busyKeys.remove(key);
        }
    }

    @Override
    public Optional<Path> localFile(String key) {
        try {
            return Optional.of(ObjectPath.of(root, key).file()).filter(FolderStore::isObject);
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    private void claim(String key) throws StoreException {
        if (!busyKeys.add(key)) {
            throw new StoreException(
                    Kind.TRANSIENT, "KeyBusy", "The object " + key + " is being written or deleted just now.", null);
        }
    }

    private static boolean isObject(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isStored(ObjectPath path, StoreObject object) throws IOException, StoreException {
        String sha256 = object.sha256();
        if (!Files.exists(path.file(), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (isObject(path.file())) {
            if (Sha256.of(path.file()).equals(sha256)) {
                writeSideFile(path, sha256, object.metadata());
                return true;
            }
            // Its own side file contradicts the bytes: a damaged copy of what is put now.
            if (hashInSideFile(path).filter(sha256::equals).isPresent()) {
                return false;
            }
        }
        throw new StoreException(
                Kind.ITEM, "KeyTaken", "Something else is stored already as " + path.file() + ".", null);
    }

    private void write(ObjectPath path, StoreObject object, Content content) throws IOException, StoreException {
        Path part = path.part(writer);
        try {
            copy(content, object, part);
            writeSideFile(path, object.sha256(), object.metadata());
            Files.move(part, path.file(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void copy(Content content, StoreObject object, Path part) throws IOException, StoreException {
        MessageDigest digest = Sha256.start();
        long length = 0;
        byte[] buffer = new byte[65_536];
        try (InputStream in = open(content);
                FileChannel out = openNew(part)) {
            for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
                digest.update(buffer, 0, n);
                length += n;
                writeAll(out, ByteBuffer.wrap(buffer, 0, n));
            }
            out.force(true);
        }
        if (length != object.length() || !Sha256.finish(digest).equals(object.sha256())) {
            throw new StoreException(
                    Kind.ITEM,
                    "ContentMismatch",
                    "The content of " + object.key() + " is not what was announced: " + length + " of "
                            + object.length() + " bytes, or another SHA-256.",
                    null);
        }
    }

    private void writeSideFile(ObjectPath path, String sha256, Map<String, String> metadata) throws IOException {
        if (hashInSideFile(path).filter(sha256::equals).isPresent()) {
            return;
        }
        Path part = new ObjectPath(path.sideFile()).part(writer);
        try {
            try (FileChannel out = openNew(part)) {
                writeAll(out, StandardCharsets.UTF_8.encode(sideFile(path.name(), sha256, metadata)));
                out.force(true);
            }
            Files.move(part, path.sideFile(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String sideFile(String name, String sha256, Map<String, String> metadata) {
        StringBuilder lines = new StringBuilder(sha256 + "  " + name + "\n");
        new TreeMap<>(metadata)
                .forEach((key, value) -> lines.append("# ")
                        .append(key)
                        .append(": ")
                        .append(value)
                        .append("\n"));
        return lines.toString();
    }

    private static Optional<String> hashInSideFile(ObjectPath path) throws IOException {
        Path sideFile = path.sideFile();
        if (!isObject(sideFile)) {
            return Optional.empty();
        }
        byte[] start = new byte[64];
        try (InputStream in = Files.newInputStream(sideFile)) {
            if (in.readNBytes(start, 0, start.length) < start.length) {
                return Optional.empty();
            }
        }
        return Optional.of(new String(start, StandardCharsets.ISO_8859_1)).filter(hash -> hash.matches("[0-9a-f]{64}"));
    }

    private static FileChannel openNew(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static InputStream open(Content content) throws StoreException {
        try {
            return content.open();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static int read(InputStream in, byte[] buffer) throws StoreException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The object's source failed, not this store. */
    private static StoreException unreadable(@Nullable IOException cause) {
        return new StoreException(
                Kind.TRANSIENT, "ContentUnreadable", "What was to be stored cannot be read: " + cause, cause);
    }
}
