package io.workstatus.agent.api.status;

/**
 * Registered as a service by a capability for as long as it runs but cannot do its work, for a reason that stops it alone.
 * What stops all recording is a {@code Hold} instead.
 *
 * @param reason for people: what is missing and what to do
 */
public record Waiting(String reason) {}
