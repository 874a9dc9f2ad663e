package io.workstatus.agent.mfa;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A mail server for one conversation that answers as a script says, and begins TLS when it is asked to. */
final class ScriptedSmtp implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Closeable> open = new CopyOnWriteArrayList<>(List.of(server));
    private final Function<String, @Nullable String> script;
    private final @Nullable SSLContext tls;
    private final boolean fromTheFirstByte;

    /**
     * @param script from what was heard to what is said; null for nothing
     * @param tls what it identifies itself with, or null for a server without TLS
     */
    ScriptedSmtp(Function<String, @Nullable String> script, @Nullable SSLContext tls, boolean fromTheFirstByte)
            throws IOException {
        this.script = script;
        this.tls = tls;
        this.fromTheFirstByte = fromTheFirstByte;
        Thread thread = new Thread(this::converse, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    /** One that takes every mail. */
    static @Nullable String agreeable(String line) {
        return switch (line.split("[ :]", 2)[0]) {
            case "EHLO" -> "250-example\r\n250 STARTTLS";
            case "STARTTLS" -> "220 go ahead";
            case "DATA" -> "354 go on";
            case "MAIL", "RCPT", "RSET", "." -> "250 2.0.0 fine";
            case "QUIT" -> "221 bye";
            default -> null;
        };
    }

    int port() {
        return server.getLocalPort();
    }

    List<String> heard() {
        return heard;
    }

    private void converse() {
        try {
            Socket socket = server.accept();
            open.add(socket);
            socket = fromTheFirstByte ? secured(socket) : socket;
            say(socket, "220 example");
            BufferedReader lines = lines(socket);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard.add(line);
                String answer = script.apply(line);
                if (answer != null) {
                    say(socket, answer);
                }
                if (line.equals("STARTTLS")) {
                    socket = secured(socket);
                    lines = lines(socket);
                }
            }
        } catch (IOException e) {
            // The other side hung up.
        }
    }

    private Socket secured(Socket socket) throws IOException {
        SSLContext context = tls;
        if (context == null) {
            throw new IOException("there is no TLS here");
        }
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", port(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        return secured;
    }

    private static BufferedReader lines(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }

    /** A key for {@code localhost}, and the trust in it. */
    static SSLContext localhost(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve("localhost.p12");
        char[] password = "changeit".toCharArray();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "localhost",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "10000",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, password);
        trusted.setCertificateEntry("localhost", store.getCertificate("localhost"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
