package io.workstatus.agent.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Lets the framework resolve, and with that start, only what was checked, whichever way it was installed: the bundles of the
 * distribution with the bytes that the distribution has, and capabilities with bytes that lie in the home's
 * {@code bundles/<id>/<sha256>.jar}. It is there before the first bundle, since one that is found in the framework's cache
 * would otherwise have run already.
 *
 * <p>Felix 7.0.5: removing anything in {@code filterResolvable} also drops candidates of bundles that are resolved already.
 * It is therefore done only when an unchecked revision itself is to be resolved; otherwise single wires are refused.
 */
final class CheckedRevisions implements ResolverHookFactory {

    private static final Pattern CAPABILITY =
            Pattern.compile("workstatus(?:-candidate)?:([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*)");
    private static final Pattern CACHED = Pattern.compile("version(\\d+)\\.(\\d+)");

    private final Path bundle;
    private final Path shelf;
    private final Path cache;
    private final Set<BundleRevision> checked =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** @param cache the framework's storage folder */
    CheckedRevisions(Path distribution, Path home, Path cache) {
        this.bundle = distribution.resolve("bundle");
        this.shelf = home.resolve("bundles");
        this.cache = cache;
    }

    /** Throws out what a framework's cache holds beside the distribution's bundles and capabilities: nobody let it in. */
    void expelOthers(BundleContext context) throws BundleException {
        for (Bundle installed : context.getBundles()) {
            String location = installed.getLocation();
            if (installed.getBundleId() != 0
                    && !CAPABILITY.matcher(location).matches()
                    && original(location).filter(Files::exists).isEmpty()) {
                installed.uninstall();
            }
        }
    }

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        boolean uncheckedTrigger = !triggers.stream().allMatch(this::isChecked);
        return new ResolverHook() {
            @Override
            public void filterResolvable(Collection<BundleRevision> candidates) {
                if (uncheckedTrigger) {
                    candidates.removeIf(revision -> !isChecked(revision));
                }
            }

            @Override
            public void filterSingletonCollisions(
                    BundleCapability singleton, Collection<BundleCapability> collisionCandidates) {
                // Two of one name collide as they always do.
            }

            @Override
            public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
                if (isChecked(requirement.getRevision())) {
                    candidates.removeIf(capability -> !isChecked(capability.getRevision()));
                } else {
                    candidates.clear();
                }
            }

            @Override
            public void end() {
                // Nothing is kept from one resolution to the next.
            }
        };
    }

    /** One that is wired was checked when it was. */
    private boolean isChecked(BundleRevision revision) {
        if (revision.getBundle().getBundleId() == 0 || revision.getWiring() != null || checked.contains(revision)) {
            return true;
        }
        boolean good =
                isGood(revision.getBundle().getBundleId(), revision.getBundle().getLocation());
        if (good) {
            checked.add(revision);
        }
        return good;
    }

    private boolean isGood(long id, String location) {
        try {
            Path content = newest(cache.resolve("bundle" + id)).orElseThrow(() -> new IOException("no content"));
            Matcher capability = CAPABILITY.matcher(location);
            if (capability.matches()) {
                return Files.isRegularFile(shelf.resolve(capability.group(1)).resolve(sha256(content) + ".jar"));
            }
            Optional<Path> original = original(location);
            return original.isPresent() && Files.mismatch(content, original.get()) == -1;
        } catch (IOException e) {
            return false;
        }
    }

    /** The file of the distribution that a bundle was installed from. */
    private Optional<Path> original(String location) {
        try {
            return Optional.of(Path.of(URI.create(location.replace(" ", "%20"))).normalize())
                    .filter(file -> file.startsWith(bundle));
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }

    /** The bytes of the newest revision, the only one that is not wired yet. */
    private static Optional<Path> newest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            CACHED.matcher(file.getFileName().toString()).matches())
                    .max(Comparator.comparingLong(CheckedRevisions::revision))
                    .map(newest -> newest.resolve("bundle.jar"));
        }
    }

    private static long revision(Path folder) {
        Matcher name = CACHED.matcher(folder.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) << 32 | Long.parseLong(name.group(2)) : -1;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                digest.update(buffer, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
