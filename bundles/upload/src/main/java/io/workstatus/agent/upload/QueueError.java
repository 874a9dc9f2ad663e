package io.workstatus.agent.upload;

import java.time.Instant;

/**
 * Why something does not go on.
 *
 * @param code short and stable, for machines
 * @param message one line for people
 * @param blocking whether everything waits until somebody puts it right
 */
record QueueError(String code, String message, Instant at, boolean blocking) {}
