package io.workstatus.agent.config.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How this agent and a fleet's endpoint know each other: the token is {@code secrets/fleet-token}, sent over TLS only, to
 * the configured address and nowhere else; the endpoint's certificate is checked against a file of certificates, or those
 * that Java trusts.
 */
final class Credentials {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");

    private final Path tokenFile;
    private final @Nullable SSLSocketFactory trust;

    /**
     * @param certificates PEM file, or null for those that Java trusts
     * @throws IllegalArgumentException with a message for people
     */
    Credentials(Path home, @Nullable Path certificates) {
        this.tokenFile = home.resolve("secrets/fleet-token");
        this.trust = certificates == null ? null : trust(certificates);
    }

    void apply(HttpURLConnection connection, PolicySource source, URI url) {
        if (trust != null && connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(trust);
        }
        if (connection instanceof HttpsURLConnection && source.isOrigin(url)) {
            token().ifPresent(token -> connection.setRequestProperty("Authorization", "Bearer " + token));
        }
    }

    private Optional<String> token() {
        try {
            // While it is being changed, an endpoint has the one before it too, on a line of its own.
            Optional<String> token = Files.readString(tokenFile).strip().lines().findFirst();
            return token.map(String::strip).filter(text -> TOKEN.matcher(text).matches());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // the endpoint answers 401, which is said
        }
    }

    private static SSLSocketFactory trust(Path file) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            if (number == 0) {
                throw new IllegalArgumentException("caFile " + file + " holds no certificate");
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("caFile " + file + " cannot be used: " + e, e);
        }
    }
}
