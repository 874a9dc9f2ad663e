package io.workstatus.agent.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A jar that may become a capability: whole, readable, a bundle, with nothing in it that would run before or outside its
 * components, and signed where that is asked for.
 *
 * @param symbolicName the bundle's
 * @param version the bundle's
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 * @param content the whole file
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record CheckedJar(String symbolicName, Version version, String sha256, byte[] content) {

    /** A bundle is a few hundred kilobytes, with a library in it a few megabytes. */
    static final int MAX_BYTES = 64 * 1024 * 1024;

    /** What all entries may come to when unpacked: a jar of text packs about ten to one. */
    private static final long MAX_UNPACKED_BYTES = 8L * MAX_BYTES;

    private static final int MAX_ENTRIES = 50_000;

    /** As OSGi Core 1.3.2 has it, and never a name that means something to a file system. */
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private static final List<String> FORBIDDEN = List.of(
            Constants.BUNDLE_ACTIVATOR,
            Constants.EXTENSION_BUNDLE_ACTIVATOR,
            Constants.DYNAMICIMPORT_PACKAGE,
            Constants.FRAGMENT_HOST);

    /** @param signers who must have signed every entry of it */
    static CheckedJar of(byte[] content, Signers signers) throws RefusedException {
        if (content.length == 0) {
            throw new RefusedException("the file is empty");
        }
        if (content.length > MAX_BYTES) {
            throw new RefusedException("the jar has more than " + MAX_BYTES + " bytes");
        }
        Path file = null;
        try {
            file = Files.createTempFile("workstatus-", ".jar");
            Files.write(file, content);
            return of(file, content, signers);
        } catch (IOException e) {
            throw new RefusedException("the jar could not be looked at: " + e.getMessage());
        } finally {
            delete(file);
        }
    }

    /** The same for one that is on the disk already. */
    static CheckedJar of(Path file, Signers signers) throws RefusedException, IOException {
        return of(file, Files.readAllBytes(file), signers);
    }

    private static CheckedJar of(Path file, byte[] content, Signers signers) throws RefusedException {
        Attributes headers = readWhole(file, signers).getMainAttributes();
        String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name == null || headers.getValue(Constants.BUNDLE_MANIFESTVERSION) == null) {
            throw new RefusedException("the jar is no OSGi bundle: its manifest has no Bundle-SymbolicName");
        }
        for (String header : FORBIDDEN) {
            if (headers.getValue(header) != null) {
                throw new RefusedException("the jar has a " + header + ", which no capability may have");
            }
        }
        String symbolicName = name.split(";", 2)[0].strip();
        if (!SYMBOLIC_NAME.matcher(symbolicName).matches()) {
            throw new RefusedException("the jar's Bundle-SymbolicName is no symbolic name");
        }
        return new CheckedJar(symbolicName, version(headers), sha256(content), content);
    }

    /** Its directory's name, by which people know it. */
    String id() {
        return CapabilityId.of(symbolicName);
    }

    InputStream stream() {
        return new ByteArrayInputStream(content);
    }

    /**
     * Reads every entry to its end, the way the framework will: by the directory at the zip's end. A truncated or damaged
     * file is noticed now, and not when a class is missing.
     */
    private static Manifest readWhole(Path file, Signers signers) throws RefusedException {
        try (JarFile jar = new JarFile(file.toFile(), true)) {
            readEntries(jar);
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                throw new RefusedException("the jar has no " + JarFile.MANIFEST_NAME);
            }
            signers.requireOn(jar, manifest);
            return manifest;
        } catch (SecurityException e) {
            throw new RefusedException("the jar was changed after it was signed: " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedException("the file is no jar, or is damaged: " + e.getMessage());
        }
    }

    private static void readEntries(JarFile jar) throws IOException, RefusedException {
        long unpacked = 0;
        Set<String> names = new HashSet<>();
        byte[] buffer = new byte[8192];
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (!names.add(entry.getName())) {
                throw new RefusedException("the jar has the entry " + entry.getName() + " twice");
            }
            if (names.size() > MAX_ENTRIES) {
                throw new RefusedException("the jar has more than " + MAX_ENTRIES + " entries");
            }
            CRC32 crc = new CRC32();
            try (InputStream in = jar.getInputStream(entry)) {
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    crc.update(buffer, 0, length);
                    unpacked += length;
                    if (unpacked > MAX_UNPACKED_BYTES) {
                        throw new RefusedException("the jar unpacks to more than " + MAX_UNPACKED_BYTES + " bytes");
                    }
                }
            }
            if (crc.getValue() != entry.getCrc()) {
                throw new RefusedException("the jar's entry " + entry.getName() + " is damaged");
            }
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            file.toFile().deleteOnExit(); // Windows keeps a file that was just read
        }
    }

    private static Version version(Attributes headers) throws RefusedException {
        String version = headers.getValue(Constants.BUNDLE_VERSION);
        try {
            return Version.parseVersion(version);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("the jar's Bundle-Version '" + version + "' is no version");
        }
    }

    /** Of any bytes, as the shelf names its files. */
    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
