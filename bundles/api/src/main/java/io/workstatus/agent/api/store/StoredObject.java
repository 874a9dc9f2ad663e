package io.workstatus.agent.api.store;

import java.util.Optional;

/**
 * What a store says of an object that it has.
 *
 * @param length in bytes
 * @param sha256 64 lower-case hexadecimal digits, where the store knows it
 */
public record StoredObject(long length, Optional<String> sha256) {}
