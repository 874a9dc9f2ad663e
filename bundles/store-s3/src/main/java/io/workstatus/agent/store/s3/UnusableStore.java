package io.workstatus.agent.store.s3;

import io.workstatus.agent.api.store.Content;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import io.workstatus.agent.api.store.StoreObject;
import io.workstatus.agent.api.store.StoredObject;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What stands in for a store that is wanted and set up wrongly: it takes nothing, so that everything waits, and goes nowhere
 * where it does not belong.
 *
 * @param code short and stable
 * @param message what is wrong and what to do
 */
record UnusableStore(String code, String message) implements ObjectStore {

    @Override
    public String destination() {
        return "";
    }

    @Override
    public void put(StoreObject object, Content content) throws StoreException {
        throw refusal();
    }

    @Override
    public Optional<StoredObject> head(String key) throws StoreException {
        throw refusal();
    }

    @Override
    public void delete(String key) throws StoreException {
        throw refusal();
    }

    @Override
    public Optional<Path> localFile(String key) {
        return Optional.empty();
    }

    private StoreException refusal() {
        return new StoreException(Kind.STORE, code, message, null);
    }
}
