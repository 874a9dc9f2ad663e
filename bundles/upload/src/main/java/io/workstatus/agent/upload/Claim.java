package io.workstatus.agent.upload;

import io.workstatus.agent.api.store.ObjectStore;

/** An item that one sender has to itself, and the store that it is for. */
record Claim(String id, ObjectStore store) {}
