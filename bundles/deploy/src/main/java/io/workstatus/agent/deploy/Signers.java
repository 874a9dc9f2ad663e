package io.workstatus.agent.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The keys whose signature this installation trusts: X.509 certificates, PEM or DER, in the distribution's
 * {@code conf/trust/} (those of the release) and the home's {@code trust/} (those of its owner). A key is pinned by itself,
 * and not by who vouches for it. While no key is pinned, nothing is asked of a jar.
 */
final class Signers {

    /** What the signature itself is kept in: it cannot be signed by itself. */
    private static final Pattern OF_THE_SIGNATURE =
            Pattern.compile("META-INF/(MANIFEST\\.MF|[^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]*)", Pattern.CASE_INSENSITIVE);

    private static final Pattern CERTIFICATE =
            Pattern.compile(".*\\.(pem|crt|cer)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Set<PublicKey> pinned;
    private final Optional<Supplier<Instant>> now;

    /** @param now empty if a certificate that has expired meanwhile is good enough */
    private Signers(Set<PublicKey> pinned, Optional<Supplier<Instant>> now) {
        this.pinned = pinned;
        this.now = now;
    }

    /** Nothing is asked. */
    static Signers anybody() {
        return new Signers(Set.of(), Optional.empty());
    }

    /**
     * Reads what is pinned in these folders.
     *
     * @throws IOException if one cannot be read, or a file in it is no certificate: then nobody knows who is trusted
     */
    static Signers pinnedIn(List<Path> folders, Supplier<Instant> now) throws IOException {
        Set<PublicKey> keys = new HashSet<>();
        for (Path folder : folders) {
            for (Path file : certificates(folder)) {
                try (InputStream in = Files.newInputStream(file)) {
                    for (Certificate certificate :
                            CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                        keys.add(certificate.getPublicKey());
                    }
                } catch (CertificateException e) {
                    throw new IOException(file + " is no certificate: " + e.getMessage(), e);
                }
            }
        }
        return new Signers(keys, Optional.of(now));
    }

    /** For a jar that comes with its release: what was signed in time stays good. */
    Signers regardlessOfTime() {
        return new Signers(pinned, Optional.empty());
    }

    /** How many keys are pinned; with none, nothing is asked of a jar. */
    int count() {
        return pinned.size();
    }

    /** Every entry must have been read to its end before: only then does Java know who signed it. */
    void requireOn(JarFile jar, Manifest manifest) throws RefusedException {
        if (pinned.isEmpty()) {
            return;
        }
        Set<String> signed = new HashSet<>(manifest.getEntries().keySet());
        for (JarEntry entry : Collections.list(jar.entries())) {
            signed.remove(entry.getName());
            if (!entry.isDirectory()
                    && !OF_THE_SIGNATURE.matcher(entry.getName()).matches()) {
                requireOn(entry);
            }
        }
        for (String missing : signed) {
            if (!missing.endsWith("/")) {
                throw new RefusedException("the jar was changed after it was signed: " + missing + " is missing");
            }
        }
    }

    private void requireOn(JarEntry entry) throws RefusedException {
        CodeSigner[] signers = entry.getCodeSigners();
        if (signers == null) {
            throw new RefusedException("the jar's entry " + entry.getName()
                    + " is not signed, and this installation takes signed jars only");
        }
        RefusedException why = null;
        for (CodeSigner signer : signers) {
            X509Certificate certificate = (X509Certificate)
                    signer.getSignerCertPath().getCertificates().get(0);
            if (!pinned.contains(certificate.getPublicKey())) {
                why = new RefusedException("the jar is signed by '"
                        + certificate.getSubjectX500Principal().getName() + "', whom this installation does not trust");
            } else if (!wasValid(certificate, signer)) {
                why = new RefusedException("the jar's signature is by a certificate that is valid from "
                        + certificate.getNotBefore().toInstant() + " to "
                        + certificate.getNotAfter().toInstant() + " only");
            } else {
                return;
            }
        }
        throw why == null ? new RefusedException("the jar is not signed") : why;
    }

    /** At the time that an authority has put on the signature, or now. */
    private boolean wasValid(X509Certificate certificate, CodeSigner signer) {
        if (now.isEmpty()) {
            return true;
        }
        Instant at = signer.getTimestamp() == null
                ? now.get().get()
                : signer.getTimestamp().getTimestamp().toInstant();
        return !at.isBefore(certificate.getNotBefore().toInstant())
                && !at.isAfter(certificate.getNotAfter().toInstant());
    }

    private static List<Path> certificates(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.filter(file -> CERTIFICATE
                            .matcher(file.getFileName().toString().toLowerCase(Locale.ROOT))
                            .matches())
                    .sorted()
                    .toList());
        }
    }
}
