package io.workstatus.agent.door;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Which bundle serves which paths, by what each says in its manifest, also while it is stopped. */
final class Capabilities {

    private static final String HEADER = "Workstatus-Http";
    private static final String PREFIX = "io.workstatus.agent.";

    private final BundleContext context;

    Capabilities(BundleContext context) {
        this.context = context;
    }

    /** The directory name of the bundle that would serve a path, if that bundle is not running. */
    Optional<String> missing(String path) {
        return Arrays.stream(context.getBundles())
                .flatMap(bundle -> claims(bundle).filter(claim -> Paths.isOrBelow(claim.prefix(), path)))
                .max(Comparator.comparingInt(claim -> claim.prefix().length()))
                .map(Claim::bundle)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Capabilities::directory);
    }

    private record Claim(Bundle bundle, String prefix) {}

    private static Stream<Claim> claims(Bundle bundle) {
        // The empty locale: a manifest needs no translation to be read.
        String header = bundle.getHeaders("").get(HEADER);
        return header == null
                ? Stream.empty()
                : Arrays.stream(header.split(",", -1))
                        .map(String::trim)
                        .filter(prefix -> prefix.startsWith("/"))
                        .map(prefix -> new Claim(bundle, prefix));
    }

    private static String directory(Bundle bundle) {
        String name = bundle.getSymbolicName();
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()).replace('.', '-') : name;
    }
}
