package io.workstatus.agent.config.client;

import java.time.Duration;

/**
 * What an answer may cost.
 *
 * @param time from the first byte sent to the last byte read, redirects included
 * @param bytes of a body
 * @param redirects followed
 */
record Limits(Duration time, int bytes, int redirects) {

    static final Limits NORMAL = new Limits(Duration.ofSeconds(10), 64 * 1024, 3);
}
