package io.workstatus.agent.api.policy;

/**
 * The names of the policy in force. It is one configuration with the PID {@link #PID}; a component that follows it has
 * {@code configurationPid = {its own, Policy.PID}}, so that the policy wins over local settings. Without that
 * configuration no policy is in force, and local settings and their defaults stand.
 */
public final class Policy {

    /** PID of the configuration that holds the policy in force. */
    public static final String PID = "io.workstatus.agent.policy";

    /** {@code Double}, seconds between two ticks, 0.25 to 86,400: what the policy's screenshot interval comes to. */
    public static final String INTERVAL_SECONDS = "intervalSeconds";

    /** {@code Boolean}: whether screenshots are taken, from {@code capture_screenshots}. */
    public static final String ENABLED = "enabled";

    /** {@code Boolean}: whether only blurred screenshots may be stored, from {@code screenshot_blurred}. */
    public static final String BLURRED = "blurred";

    /** {@code String}: the whole policy document as it was received, a JSON object. */
    public static final String DOCUMENT = "policy.document";

    /** {@code String}: the URL that it came from. */
    public static final String SOURCE = "policy.source";

    private Policy() {}
}
