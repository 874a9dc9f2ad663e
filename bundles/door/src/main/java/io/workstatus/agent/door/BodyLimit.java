package io.workstatus.agent.door;

import java.time.Duration;

/**
 * How much a request may bring, and how long it may take to.
 *
 * @param bytes of the body
 * @param time from the first read to the last
 */
record BodyLimit(long bytes, Duration time) {

    private static final BodyLimit ORDINARY = new BodyLimit(1L << 20, Duration.ofSeconds(30));
    private static final BodyLimit JAR = new BodyLimit(64L << 20, Duration.ofMinutes(5));

    static BodyLimit of(String method, String path) {
        return Paths.takesJar(method, path) ? JAR : ORDINARY;
    }

    String sentence() {
        return "The request is larger than " + (bytes >> 20) + " MiB.";
    }
}
