package io.workstatus.agent.upload;

import io.workstatus.agent.api.store.Content;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import io.workstatus.agent.api.store.StoreObject;
import io.workstatus.agent.api.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Objects in memory, with failures on demand; it notices when two put one key at once. */
final class TestStore implements ObjectStore {

    /** What happens before, or instead of, a put. */
    interface Fault {
        void before(StoreObject object) throws StoreException;
    }

    final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    final Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();
    final List<String> complaints = new ArrayList<>();
    final List<String> order = new ArrayList<>();

    /** Called with the object before it is stored. */
    volatile Fault before = object -> {};

    /** Called with the object after it was stored: a success whose answer is lost. */
    volatile Fault after = object -> {};

    /** What happens before, or instead of, a deletion. */
    interface DeleteFault {
        void before(String key) throws StoreException;
    }

    /** Called with the key before it is deleted. */
    volatile DeleteFault onDelete = key -> {};

    /** Where objects are files on this machine, if they are. */
    volatile @Nullable Path localFolder;

    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
    private final String destination;

    TestStore() {
        this("memory");
    }

    TestStore(String destination) {
        this.destination = destination;
    }

    @Override
    public String destination() {
        return destination;
    }

    @Override
    public void put(StoreObject object, Content content) throws StoreException {
        tries.computeIfAbsent(object.key(), k -> new AtomicInteger()).incrementAndGet();
        if (!inFlight.add(object.key())) {
            complain("two senders put " + object.key());
        }
        try {
            before.before(object);
            store(object, content);
            after.before(object);
        } finally {
            inFlight.remove(object.key());
        }
    }

    private void store(StoreObject object, Content content) throws StoreException {
        try (InputStream in = content.open()) {
            byte[] bytes = in.readAllBytes();
            if (!Sha256.of(bytes).equals(object.sha256()) || bytes.length != object.length()) {
                complain("other bytes for " + object.key());
            }
            byte[] stored = objects.putIfAbsent(object.key(), bytes);
            if (stored != null && !Sha256.of(stored).equals(object.sha256())) {
                complain("another object under " + object.key());
            }
            Path local = localFolder;
            if (local != null) {
                Files.write(local.resolve(object.sha256()), bytes);
            }
            synchronized (order) {
                order.add(object.key());
            }
        } catch (IOException e) {
            throw new StoreException(Kind.TRANSIENT, "ContentUnreadable", "unreadable", e);
        }
    }

    private void complain(String about) {
        synchronized (complaints) {
            complaints.add(about);
        }
    }

    int tries(String key) {
        AtomicInteger count = tries.get(key);
        return count == null ? 0 : count.get();
    }

    @Override
    public Optional<StoredObject> head(String key) {
        return Optional.ofNullable(objects.get(key)).map(o -> new StoredObject(o.length, Optional.of(Sha256.of(o))));
    }

    @Override
    public void delete(String key) throws StoreException {
        onDelete.before(key);
        objects.remove(key);
    }

    @Override
    public Optional<Path> localFile(String key) {
        Path local = localFolder;
        byte[] stored = objects.get(key);
        return local == null || stored == null ? Optional.empty() : Optional.of(local.resolve(Sha256.of(stored)));
    }

    static StoreException failure(Kind kind) {
        return new StoreException(kind, "Test" + kind, "a failure of the kind " + kind, null);
    }
}
