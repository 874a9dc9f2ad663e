package io.workstatus.agent.journal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Which bundle exports what, by what each says in its manifest, also while it is stopped. */
final class Exporters {

    private static final String HEADER = "Workstatus-Export";
    private static final String PREFIX = "io.workstatus.agent.";

    private final BundleContext context;

    Exporters(BundleContext context) {
        this.context = context;
    }

    /** The name of the capability that would export this, if it is not there now. */
    Optional<String> missing(@Nullable String what) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> exports(bundle, what))
                .map(Exporters::capability)
                .findFirst();
    }

    /** What all bundles would export that are installed, and the name of the capability, by what it is. */
    SortedMap<String, String> all() {
        SortedMap<String, String> all = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            for (String what : exportsOf(bundle)) {
                all.put(what, capability(bundle));
            }
        }
        return all;
    }

    private static String capability(Bundle bundle) {
        return bundle.getSymbolicName().replace(PREFIX, "").replace('.', '-');
    }

    private static boolean exports(Bundle bundle, @Nullable String what) {
        return what != null && exportsOf(bundle).contains(what);
    }

    private static List<String> exportsOf(Bundle bundle) {
        // The empty locale: a manifest needs no translation to be read.
        String header = bundle.getHeaders("").get(HEADER);
        return header == null
                ? List.of()
                : Arrays.stream(header.split(",", -1)).map(String::strip).toList();
    }
}
