package io.workstatus.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import jdk.security.jarsigner.JarSigner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignersTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path folder;

    private static KeyStore.PrivateKeyEntry own;
    private static KeyStore.PrivateKeyEntry foreign;
    private static KeyStore.PrivateKeyEntry old;
    private static Signers signers;

    @BeforeAll
    static void aKeyIsPinned() throws Exception {
        own = key("own", "-validity", "30");
        foreign = key("foreign", "-validity", "30");
        old = key("old", "-startdate", "-20d", "-validity", "10");
        pin("own", own);
        pin("old", old);
        signers = Signers.pinnedIn(List.of(folder.resolve("trust"), folder.resolve("not-there")), Instant::now);
    }

    private static KeyStore.PrivateKeyEntry key(String name, String... more) throws Exception {
        Path file = folder.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "key",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString()));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        return (KeyStore.PrivateKeyEntry) store.getEntry("key", new KeyStore.PasswordProtection(PASSWORD));
    }

    private static void pin(String name, KeyStore.PrivateKeyEntry key) throws Exception {
        Files.writeString(
                Files.createDirectories(folder.resolve("trust")).resolve(name + ".pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(key.getCertificate().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    private static byte[] signed(byte[] jar, KeyStore.PrivateKeyEntry key) throws IOException {
        Path file = Files.write(folder.resolve("unsigned.jar"), jar);
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            new JarSigner.Builder(key).build().sign(zip, signed);
        }
        return signed.toByteArray();
    }

    private static byte[] jar() throws IOException {
        return CheckedJarTest.bundle("com.example.good", "1");
    }

    /** The same zip, where an entry's content may be another one, or nothing to leave it out; and one that is added. */
    private static byte[] changed(byte[] jar, String name, UnaryOperator<byte @Nullable []> change) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            boolean there = false;
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                boolean it = entry.getName().equals(name);
                there |= it;
                write(out, entry.getName(), it ? change.apply(in.readAllBytes()) : in.readAllBytes());
            }
            if (!there) {
                write(out, name, change.apply(new byte[0]));
            }
        }
        return bytes.toByteArray();
    }

    private static void write(ZipOutputStream out, String name, byte @Nullable [] content) throws IOException {
        if (content != null) {
            out.putNextEntry(new ZipEntry(name));
            out.write(content);
        }
    }

    private static void assertRefused(byte[] jar, String says) {
        assertThatThrownBy(() -> CheckedJar.of(jar, signers))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(says)
                .hasMessageNotContaining("\n");
    }

    @Test
    void signedByAPinnedKeyItIsTaken() throws Exception {
        assertThat(CheckedJar.of(signed(jar(), own), signers).id()).isEqualTo("com.example.good");
        assertThat(CheckedJar.of(signed(signed(jar(), foreign), own), signers).id())
                .as("signed by another one too")
                .isEqualTo("com.example.good");
    }

    @Test
    void unsignedItIsRefused() throws Exception {
        assertRefused(jar(), "is not signed");
    }

    @Test
    void withOneEntryThatIsNotSignedItIsRefused() throws Exception {
        assertRefused(changed(signed(jar(), own), "added", content -> new byte[9]), "added is not signed");
    }

    @Test
    void signedByAnotherKeyItIsRefused() throws Exception {
        assertRefused(signed(jar(), foreign), "CN=foreign");
    }

    @Test
    void tamperedWithItIsRefused() throws Exception {
        assertRefused(changed(signed(jar(), own), "payload", content -> new byte[9]), "changed after it was signed");
    }

    @Test
    void withAnEntryTakenAwayItIsRefused() throws Exception {
        assertRefused(changed(signed(jar(), own), "payload", content -> null), "payload is missing");
    }

    @Test
    void withAHeaderPutIntoItsManifestItIsRefused() throws Exception {
        assertRefused(
                changed(
                        signed(jar(), own),
                        "META-INF/MANIFEST.MF",
                        content -> new String(content, StandardCharsets.UTF_8)
                                .replace("Bundle-Version: 1", "Bundle-Version: 2")
                                .getBytes(StandardCharsets.UTF_8)),
                "");
    }

    @Test
    void signedWithACertificateThatHasExpiredItIsRefusedUnlessItCameWithItsRelease() throws Exception {
        byte[] jar = signed(jar(), old);
        assertRefused(jar, "valid from");
        assertThat(CheckedJar.of(jar, signers.regardlessOfTime()).id()).isEqualTo("com.example.good");
    }

    @Test
    void aFileThatIsNoCertificateStopsEverythingRatherThanPinningLess() throws Exception {
        Path trust = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(trust.resolve("a.pem"), "no certificate");
        assertThatThrownBy(() -> Signers.pinnedIn(List.of(trust), Instant::now))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.pem");
    }

    @Test
    void whereNothingIsPinnedNothingIsAsked() throws Exception {
        Signers nobody = Signers.pinnedIn(List.of(folder.resolve("not-there")), Instant::now);
        assertThat(nobody.count()).isZero();
        assertThat(CheckedJar.of(jar(), nobody).id()).isEqualTo("com.example.good");
    }
}
