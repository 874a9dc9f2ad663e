package io.workstatus.agent.activity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The libraries of the system that JNativeHook is linked with. They are looked at before it is loaded, because a class
 * whose native library could not be loaded is broken for the life of the JVM.
 */
final class SystemLibraries {

    /** Each with the Debian package that brings it. */
    static final Map<String, String> NEEDED = needed();

    private SystemLibraries() {}

    /** What is missing and how to install it, or empty. */
    static Optional<String> missing(Predicate<String> isThere) {
        List<String> libraries = new ArrayList<>();
        List<String> packages = new ArrayList<>();
        NEEDED.forEach((library, debianPackage) -> {
            if (!isThere.test(library)) {
                libraries.add(library);
                packages.add(debianPackage);
            }
        });
        return libraries.isEmpty()
                ? Optional.empty()
                : Optional.of("the system lacks %s; install with: sudo apt-get install %s"
                        .formatted(String.join(", ", libraries), String.join(" ", packages)));
    }

    private static Map<String, String> needed() {
        Map<String, String> needed = new LinkedHashMap<>();
        needed.put("libX11.so.6", "libx11-6");
        needed.put("libxcb.so.1", "libxcb1");
        needed.put("libXtst.so.6", "libxtst6");
        needed.put("libxkbcommon-x11.so.0", "libxkbcommon-x11-0");
        needed.put("libxkbcommon.so.0", "libxkbcommon0");
        needed.put("libX11-xcb.so.1", "libx11-xcb1");
        needed.put("libXt.so.6", "libxt6");
        needed.put("libXinerama.so.1", "libxinerama1");
        return needed;
    }
}
