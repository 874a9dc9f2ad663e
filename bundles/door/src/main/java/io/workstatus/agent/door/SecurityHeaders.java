package io.workstatus.agent.door;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Headers that every answer carries, and that no servlet can change or take away. */
final class SecurityHeaders {

    private static final String PAGES = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
            + "object-src 'none'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

    // The console's own scripts are inline and use eval; its styles are inline.
    private static final String CONSOLE = "default-src 'none'; script-src 'self' 'unsafe-eval' 'nonce-%s'; "
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
            + "object-src 'none'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

    private static final Map<String, String> ALWAYS = Map.of(
            "x-content-type-options", "nosniff",
            "x-frame-options", "DENY",
            "cross-origin-opener-policy", "same-origin",
            "cross-origin-resource-policy", "same-origin");

    private static final String CONTENT_SECURITY_POLICY = "content-security-policy";
    private static final String REFERRER_POLICY = "referrer-policy";

    private final Map<String, String> headers;

    private SecurityHeaders(String contentSecurityPolicy, String referrerPolicy) {
        var all = new HashMap<>(ALWAYS);
        all.put(CONTENT_SECURITY_POLICY, contentSecurityPolicy);
        all.put(REFERRER_POLICY, referrerPolicy);
        headers = Map.copyOf(all);
    }

    static SecurityHeaders forPages() {
        return new SecurityHeaders(PAGES, "no-referrer");
    }

    /** With "no-referrer" a browser would send the console's forms with the origin "null". */
    static SecurityHeaders forConsole(String nonce) {
        return new SecurityHeaders(CONSOLE.formatted(nonce), "same-origin");
    }

    Map<String, String> all() {
        return headers;
    }

    boolean contains(String name) {
        return headers.containsKey(name.toLowerCase(Locale.ROOT));
    }
}
