package io.workstatus.agent.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A jar that may become a capability: whole, readable, a bundle, and with nothing in it that would run before or outside
 * its components.
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

    /** As OSGi Core 1.3.2 has it, and never a name that means something to a file system. */
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private static final List<String> FORBIDDEN = List.of(
            Constants.BUNDLE_ACTIVATOR,
            Constants.EXTENSION_BUNDLE_ACTIVATOR,
            Constants.DYNAMICIMPORT_PACKAGE,
            Constants.FRAGMENT_HOST);

    static CheckedJar of(byte[] content) throws RefusedException {
        if (content.length > MAX_BYTES) {
            throw new RefusedException("the jar has more than " + MAX_BYTES + " bytes");
        }
        Attributes headers = readWhole(content).getMainAttributes();
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

    /** Reads every entry to its end, so that a truncated or damaged file is noticed now, and not when a class is missing. */
    private static Manifest readWhole(byte[] content) throws RefusedException {
        long unpacked = 0;
        int entries = 0;
        byte[] buffer = new byte[8192];
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(content), true)) {
            Manifest manifest = jar.getManifest();
            for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                entries++;
                for (int length = jar.read(buffer); length >= 0; length = jar.read(buffer)) {
                    unpacked += length;
                    if (unpacked > MAX_UNPACKED_BYTES) {
                        throw new RefusedException("the jar unpacks to more than " + MAX_UNPACKED_BYTES + " bytes");
                    }
                }
            }
            if (manifest == null) {
                throw new RefusedException(
                        entries == 0
                                ? "the file is no jar, or is damaged"
                                : "the jar's first entry is not " + JarFile.MANIFEST_NAME);
            }
            requireEnd(content);
            return manifest;
        } catch (IOException | SecurityException e) {
            throw new RefusedException("the jar is damaged: " + e.getMessage());
        }
    }

    /** The directory at a zip's end is what the framework reads; without it the file was cut off. */
    private static void requireEnd(byte[] content) throws RefusedException {
        int header = 22;
        for (int at = content.length - header; at >= 0 && at >= content.length - header - 0xFFFF; at--) {
            if (content[at] == 'P' && content[at + 1] == 'K' && content[at + 2] == 5 && content[at + 3] == 6) {
                return;
            }
        }
        throw new RefusedException("the jar is cut off: its end is missing");
    }

    private static Version version(Attributes headers) throws RefusedException {
        String version = headers.getValue(Constants.BUNDLE_VERSION);
        try {
            return Version.parseVersion(version);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("the jar's Bundle-Version '" + version + "' is no version");
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
