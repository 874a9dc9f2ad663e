package io.workstatus.agent.itests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The fleet's listener of an agent: with a certificate of its own and a token, and asked over bare connections. */
final class Fleet {

    static final String TOKEN = "4c1f8a52b6d94e0f9c3a7712";
    static final String AUTHORIZATION = "Authorization: Bearer " + TOKEN + "\r\n";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;
    private final Path certificate;
    private final SSLContext trust;

    private Fleet(int port, Path certificate) throws IOException {
        this.port = port;
        this.certificate = certificate;
        this.trust = trust(certificate);
    }

    /**
     * What an answer is, as far as attacks are concerned.
     *
     * @param status of the first, or 0 if the connection was closed without any
     * @param text everything that came
     */
    record Answer(int status, String text) {

        boolean hasPolicy() {
            return text.contains("screenshot_interval");
        }
    }

    /** Set up on an agent that is not started yet. */
    static Fleet on(Agent agent) throws IOException, InterruptedException {
        Path secrets = Files.createDirectories(agent.home().resolve("secrets"));
        Path certificate = secrets.resolve("fleet-certificate.pem");
        Agent.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                secrets + "/fleet-key.pem",
                "-out",
                certificate.toString());
        Files.writeString(secrets.resolve("fleet-token"), TOKEN + "\n");
        Fleet fleet = new Fleet(freePort(), certificate);
        agent.provision(
                "io.workstatus.agent.config.endpoint.fleet",
                JSON.writeValueAsString(Map.of("enabled", true, "address", "127.0.0.1", "port", fleet.port)));
        return fleet;
    }

    int port() {
        return port;
    }

    /** PEM file with what its certificate is checked against. */
    Path certificate() {
        return certificate;
    }

    String url() {
        return "https://localhost:" + port + "/get-config";
    }

    SSLSocket connect() throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** An ordinary request for a path, with more header lines. */
    Answer get(String path, String headers) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n" + headers
                + "\r\n");
    }

    /** Sends these very bytes, and reads until the other side closes. */
    Answer send(String bytes) throws IOException {
        try (SSLSocket socket = connect()) {
            try {
                socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
                socket.getOutputStream().flush();
            } catch (SocketException e) {
                // Closed in the midst of what it refuses; it may have said why before.
            }
            return read(socket);
        }
    }

    static Answer read(SSLSocket socket) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (InputStream in = socket.getInputStream()) {
            in.transferTo(received);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither answered nor closed: " + received.toString(ISO_8859_1), e);
        } catch (SocketException e) {
            // Reset: whatever came before counts.
        }
        String text = received.toString(ISO_8859_1);
        return new Answer(text.startsWith("HTTP/1.") ? Integer.parseInt(text.substring(9, 12)) : 0, text);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static SSLContext trust(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "fleet", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
