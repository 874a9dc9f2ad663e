package io.workstatus.agent.door;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names under which this agent is reached. Every other name in a {@code Host} or {@code Origin} is foreign. */
final class OwnAddress {

    private static final int DEFAULT_PORT = 80;

    private final Set<String> hosts;
    private final Set<String> origins;

    OwnAddress(int port) {
        Set<String> names = Set.of("localhost", "127.0.0.1", "[::1]");
        // A browser leaves the default port out of both headers, and always out of Origin.
        Set<String> asSeen = names.stream()
                .map(name -> port == DEFAULT_PORT ? name : name + ":" + port)
                .collect(Collectors.toUnmodifiableSet());
        hosts = Stream.concat(asSeen.stream(), names.stream().map(name -> name + ":" + port))
                .collect(Collectors.toUnmodifiableSet());
        origins = asSeen.stream().map(name -> "http://" + name).collect(Collectors.toUnmodifiableSet());
    }

    boolean isHost(String host) {
        return hosts.contains(host.toLowerCase(Locale.ROOT));
    }

    boolean isOrigin(String origin) {
        return origins.contains(origin);
    }

    /** Whether a page from this origin and this host are one; {@code localhost} and {@code 127.0.0.1} are two. */
    boolean sameOrigin(String origin, String host) {
        String name = host.toLowerCase(Locale.ROOT);
        String implied = ":" + DEFAULT_PORT;
        return isOrigin(origin)
                && origin.equals("http://"
                        + (name.endsWith(implied) ? name.substring(0, name.length() - implied.length()) : name));
    }
}
