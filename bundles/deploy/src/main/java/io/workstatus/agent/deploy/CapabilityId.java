package io.workstatus.agent.deploy;

/** How a capability is called: by its directory's name where it is one of ours, by its symbolic name where it is not. */
final class CapabilityId {

    private static final String OURS = "io.workstatus.agent.";

    private CapabilityId() {}

    static String of(String symbolicName) {
        return symbolicName.startsWith(OURS)
                ? symbolicName.substring(OURS.length()).replace('.', '-')
                : symbolicName;
    }
}
