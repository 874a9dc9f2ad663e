package io.workstatus.agent.door;

import java.util.Set;

/** What the paths mean to the door. All of them are decoded and normalised. */
final class Paths {

    static final String SIGN_IN = "/signin";

    private static final String CONSOLE = "/system/console";
    private static final Set<String> OPEN_WITHOUT_AUTHENTICATOR = Set.of("/health", "/get-config");

    private Paths() {}

    /** Whether it is served even while nobody can tell who asks. */
    static boolean alwaysOpen(String path) {
        return OPEN_WITHOUT_AUTHENTICATOR.contains(path);
    }

    /** Whether it is served to strangers. */
    static boolean open(String path) {
        return alwaysOpen(path)
                || isOrBelow(SIGN_IN, path)
                || path.equals("/api/v1/setup")
                || path.equals("/api/v1/setup/mail")
                || isOrBelow("/api/v1/login", path);
    }

    static boolean api(String path) {
        return isOrBelow("/api", path);
    }

    /** Whether programs rather than people read what is served there. */
    static boolean forPrograms(String path) {
        return api(path) || alwaysOpen(path);
    }

    static boolean console(String path) {
        return isOrBelow(CONSOLE, path);
    }

    /** A jar may be sent here: to the API, or to the console's bundles page. */
    static boolean takesJar(String method, String path) {
        return (method.equals("PUT") && path.startsWith("/api/v1/bundles/"))
                || (method.equals("POST")
                        && (isOrBelow(CONSOLE + "/bundles", path) || isOrBelow(CONSOLE + "/install", path)));
    }

    /** Plain paths mean the same to everybody who reads them; all others are somebody's trick. */
    static boolean plain(String uri, String path) {
        return path.startsWith("/")
                && uri.indexOf(';') < 0
                && path.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == ';' || c == '\\' || c == '%' || c == 0xfffd)
                && !path.contains("//")
                && !(path + "/").contains("/./")
                && !(path + "/").contains("/../");
    }

    static boolean isOrBelow(String prefix, String path) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || prefix.endsWith("/") || path.charAt(prefix.length()) == '/');
    }
}
