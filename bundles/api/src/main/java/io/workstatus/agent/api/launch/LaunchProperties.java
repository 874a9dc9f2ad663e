package io.workstatus.agent.api.launch;

/** Names of framework properties that the launcher sets; read with {@code BundleContext.getProperty}. */
public final class LaunchProperties {

    /** Absolute path of the folder that holds everything that changes. */
    public static final String HOME = "io.workstatus.agent.home";

    /** This agent's UUID, in lower case. */
    public static final String AGENT_ID = "io.workstatus.agent.id";

    /** Absolute path of the distribution, which is never written to. */
    public static final String DISTRIBUTION = "io.workstatus.agent.distribution";

    /** The agent's version, as {@code 1.2.3}. */
    public static final String VERSION = "io.workstatus.agent.version";

    /** The TCP port to listen on, decimal, not 0. */
    public static final String PORT = "io.workstatus.agent.port";

    private LaunchProperties() {}
}
