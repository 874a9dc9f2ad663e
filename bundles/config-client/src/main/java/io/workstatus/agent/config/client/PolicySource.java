package io.workstatus.agent.config.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the policy comes from.
 *
 * @param url asked
 * @param own whether it is this agent's own endpoint
 */
record PolicySource(URI url, boolean own) {

    /** @throws IllegalArgumentException with a message for people */
    static PolicySource of(@Nullable String configured, String ownPort) {
        String own = "http://127.0.0.1:" + ownPort + "/get-config";
        String url = configured == null || configured.isBlank() ? own : configured.strip();
        try {
            URI uri = new URI(url);
            if (!isHttp(uri)) {
                throw new IllegalArgumentException(
                        "url is to be an http or https address without a user name in it; set it, or leave it empty");
            }
            return new PolicySource(uri, isOwn(uri, ownPort));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "url is no address: " + e.getReason() + "; set it, or leave it empty", e);
        }
    }

    static boolean isHttp(URI uri) {
        String scheme = uri.getScheme();
        return ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
                && uri.getHost() != null
                && uri.getUserInfo() == null;
    }

    /** The address without its query, which may hold what nobody else is to read. */
    String shown() {
        String text = url.toString();
        int end = text.indexOf('?');
        return end < 0 ? text : text.substring(0, end);
    }

    /** Whether an address is of the same server as the one that is asked. */
    boolean isOrigin(URI other) {
        return url.getScheme().equalsIgnoreCase(other.getScheme())
                && url.getHost().equalsIgnoreCase(other.getHost())
                && url.getPort() == other.getPort();
    }

    /** Where the signature lies beside a document that is merely a file, if it can be told. */
    Optional<URI> signature() {
        return url.getQuery() == null ? Optional.of(URI.create(url + ".sig")) : Optional.empty();
    }

    private static boolean isOwn(URI uri, String port) {
        boolean here = uri.getHost().equals("localhost") || uri.getHost().equals("127.0.0.1");
        return here && String.valueOf(uri.getPort()).equals(port);
    }
}
