package io.workstatus.agent.api.store;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A place for objects: a service. Of several, the one with the highest {@code service.ranking} is used. Calls may block
 * for as long as the store's own time limits say, and may come from several threads at once.
 */
@ConsumerType
public interface ObjectStore {

    /**
     * Service property: which store it is, whatever its settings, as {@code store-s3}. Objects that went to a store of a
     * higher ranking go nowhere else while it is away, unless it says {@link StoreNotSetUp}.
     */
    String NAME = "workstatus.store";

    /** Where objects go, for people, as {@code folder /home/ada/.local/state/workstatus/store} or {@code s3://bucket/prefix}; empty while that is not known. */
    String destination();

    /**
     * Puts one object, whole or not at all. Putting what is there already, with the same key and the same SHA-256, is a
     * success and changes nothing.
     *
     * @throws StoreException saying what helps: see {@link StoreException.Kind}
     */
    void put(StoreObject object, Content content) throws StoreException;

    /**
     * Puts one object in the place of whatever is stored under its key. A store that can does it in one step, so that
     * whoever reads meanwhile finds the old object or the new one.
     */
    default void replace(StoreObject object, Content content) throws StoreException {
        delete(object.key());
        put(object, content);
    }

    /** What is stored under a key, or empty. */
    Optional<StoredObject> head(String key) throws StoreException;

    /** Removes what is stored under a key; nothing there is a success. */
    void delete(String key) throws StoreException;

    /** The file of an object if this store keeps its objects on this machine; then no second local copy is needed. */
    Optional<Path> localFile(String key);
}
