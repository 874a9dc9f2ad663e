package io.workstatus.agent.api.store;

/**
 * Registered as a service by a store's capability for as long as it runs and is not set up to be used: then nobody need
 * wait for that store to come back, as they would while it is replaced.
 *
 * @param store its {@link ObjectStore#NAME}
 */
public record StoreNotSetUp(String store) {}
