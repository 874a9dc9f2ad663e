package io.workstatus.agent.api.store;

import java.util.Map;

/**
 * An object to be put.
 *
 * @param key without the store's prefix; segments divided by {@code /}, none of them empty, {@code .} or {@code ..}
 * @param mediaType as {@code image/jpeg}
 * @param length of the content, in bytes
 * @param sha256 of the content, 64 lower-case hexadecimal digits
 * @param metadata user metadata, short ASCII strings
 */
public record StoreObject(String key, String mediaType, long length, String sha256, Map<String, String> metadata) {

    /** Keeps the metadata from changing. */
    public StoreObject {
        metadata = Map.copyOf(metadata);
    }
}
