package io.workstatus.agent.mfa;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A document in a file of its own. It is replaced whole, and read again whenever somebody else has replaced it. The file
 * that is not there stands for an empty document; one that cannot be understood is never written over.
 */
final class JsonFile<T> {

    private static final long MOST_BYTES = 4L << 20;

    // Not Jackson's common one, which would keep our classes after this bundle was replaced.
    private static final LookupCache<Object, JavaType> TYPES = new LRUMap<>(16, 64);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .typeFactory(TypeFactory.defaultInstance().withCache(TYPES))
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path path;
    private final JavaType type;
    private final Supplier<T> empty;
    private final Consumer<T> check;

    // One turn at a time: a process that closes a file loses all its locks on it. Who reads does not wait for it.
    private final Object turns = new Object();

    private @Nullable Stamp stamp;
    private @Nullable T document;
    private @Nullable String damage;

    /** @param check throws an {@link IllegalArgumentException} for a document that makes no sense */
    JsonFile(Path path, Class<T> type, Supplier<T> empty, Consumer<T> check) {
        this.path = path;
        this.type = JSON.constructType(type);
        this.empty = empty;
        this.check = check;
    }

    /** Tells one state of a file from the next; a rename brings another file key. */
    private record Stamp(
            boolean exists,
            long size,
            long modified,
            @Nullable Object key) {

        static Stamp of(Path path) throws IOException {
            try {
                BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(true, now.size(), now.lastModifiedTime().toMillis(), now.fileKey());
            } catch (NoSuchFileException e) {
                return new Stamp(false, 0, 0, null);
            }
        }
    }

    /** Makes a document of the one before; calls nothing foreign. */
    @FunctionalInterface
    interface Change<T, E extends Exception> {
        T of(T now) throws E;
    }

    synchronized T read() throws DamagedFileException {
        try {
            Stamp now = Stamp.of(path);
            if (!now.equals(stamp)) {
                load(now);
                stamp = now;
            }
        } catch (IOException e) {
            stamp = null;
            document = null;
            damage = e.getClass().getSimpleName();
        }
        T found = document;
        if (found == null) {
            throw new DamagedFileException(path, damage == null ? "unknown reason" : damage);
        }
        return found;
    }

    private void load(Stamp now) throws IOException {
        document = null;
        damage = null;
        if (!now.exists()) {
            document = empty.get();
        } else if (now.size() > MOST_BYTES) {
            damage = "it is larger than " + MOST_BYTES + " bytes";
        } else {
            try {
                T read = JSON.readValue(Files.readAllBytes(path), type);
                check.accept(read);
                document = read;
            } catch (JsonProcessingException e) {
                // The parser's own message may quote what stands there.
                damage = e.getLocation() == null
                        ? "it is not what was written there"
                        : "line " + e.getLocation().getLineNr() + ", column "
                                + e.getLocation().getColumnNr();
            } catch (IllegalArgumentException | NullPointerException e) {
                damage = "an entry makes no sense";
            }
        }
    }

    /**
     * Makes the next document of the one that is there; when this returns, it is on the disk. Of several who change it
     * at the same time, also from another process, each sees what the one before has written.
     */
    <E extends Exception> void change(Change<T, E> change) throws E, IOException, DamagedFileException {
        synchronized (turns) {
            FileTurn turn = FileTurn.on(path);
            try {
                replace(change);
            } finally {
                turn.close();
            }
        }
    }

    private synchronized <E extends Exception> void replace(Change<T, E> change)
            throws E, IOException, DamagedFileException {
        // What is known may be as old as the clock of the file system is coarse.
        stamp = null;
        T now = read();
        T next = change.of(now);
        if (!next.equals(now)) {
            PrivateFile.write(path, JSON.writeValueAsBytes(next));
            stamp = Stamp.of(path);
            document = next;
        }
    }
}
