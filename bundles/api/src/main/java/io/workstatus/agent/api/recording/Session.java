package io.workstatus.agent.api.recording;

import java.time.Instant;

/**
 * A recording session: a service that exists while somebody is signed in to be recorded. There is one at most.
 *
 * @param user whose work is recorded
 * @param since when it was opened
 * @param endsAt when it ends by itself
 * @param sinceNanos its opening on the monotonic clock ({@code TimeSource.nanoTime()}); ticks are counted from here
 */
public record Session(String user, Instant since, Instant endsAt, long sinceNanos) {}
