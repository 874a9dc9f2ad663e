package io.workstatus.agent.api.recording;

import java.time.Instant;

/**
 * A reason not to record: a whiteboard service. While any is registered, nothing is recorded. A changed reason is a new
 * registration under the same id, made before the old one goes.
 *
 * @param id begins with the directory name of the bundle that publishes it, as {@code battery} or {@code capture.display}
 * @param reason for people, as {@code battery at 17 %}
 * @param since since when it holds
 */
public record Hold(String id, String reason, Instant since) {}
