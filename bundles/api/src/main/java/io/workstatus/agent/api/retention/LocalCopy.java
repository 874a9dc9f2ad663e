package io.workstatus.agent.api.retention;

import java.time.Instant;

/**
 * Something that lies on this machine and may be removed.
 *
 * @param name of it, unlike any other of the same {@link LocalCopies}; a relative path with {@code /}
 * @param at how old it is: when it was recorded, or kept here, whichever is earlier
 * @param bytes that are free once it is removed
 */
public record LocalCopy(String name, Instant at, long bytes) {}
