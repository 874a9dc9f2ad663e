package io.workstatus.agent.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** A key that signs jars, and its certificate. */
final class Signing {

    private static final String PASSWORD = "changeit";

    private final KeyStore.PrivateKeyEntry key;

    private Signing(KeyStore.PrivateKeyEntry key) {
        this.key = key;
    }

    /** @param options of keytool, as {@code -validity 30} */
    static Signing key(String name, String... options) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("workstatus-key-");
        Path file = folder.resolve("key.p12");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-alias", "key", "-dname", "CN=" + name));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", file.toString()));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
            return new Signing((KeyStore.PrivateKeyEntry)
                    store.getEntry("key", new KeyStore.PasswordProtection(PASSWORD.toCharArray())));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    String certificate() throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getCertificate().getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    byte[] sign(byte[] jar) throws IOException {
        Path file = Files.createTempFile("workstatus-unsigned-", ".jar");
        try {
            Files.write(file, jar);
            ByteArrayOutputStream signed = new ByteArrayOutputStream();
            try (ZipFile zip = new ZipFile(file.toFile())) {
                new JarSigner.Builder(key).build().sign(zip, signed);
            }
            return signed.toByteArray();
        } finally {
            Files.delete(file);
        }
    }
}
