package io.workstatus.agent.journal;

import java.util.Arrays;
import java.util.Optional;
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
                .map(bundle -> bundle.getSymbolicName().replace(PREFIX, "").replace('.', '-'))
                .findFirst();
    }

    private static boolean exports(Bundle bundle, @Nullable String what) {
        // The empty locale: a manifest needs no translation to be read.
        String header = bundle.getHeaders("").get(HEADER);
        return header != null
                && Arrays.stream(header.split(",", -1)).map(String::strip).anyMatch(name -> name.equals(what));
    }
}
