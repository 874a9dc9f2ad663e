package io.workstatus.agent.config.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that answers whatever bytes it is told to, on a free port of loopback. */
final class RawServer implements AutoCloseable {

    /** Writes one answer; the connection is closed behind it. */
    @FunctionalInterface
    interface Script {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Script script;

    RawServer(Script script) throws IOException {
        this.script = script;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::serve);
    }

    static Script bytes(String answer) {
        return out -> out.write(answer.getBytes(ISO_8859_1));
    }

    static Script ok(String body) {
        return ok(body, "Content-Type: application/json\r\n");
    }

    static Script ok(String body, String headers) {
        return bytes("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    void answerWith(Script changed) {
        script = changed;
    }

    int port() {
        return socket.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/policy";
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket accepted = socket.accept();
                threads.execute(() -> answer(accepted));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket accepted) {
        try (accepted;
                InputStream in = accepted.getInputStream();
                OutputStream out = accepted.getOutputStream()) {
            String head = head(in);
            // Before it is counted: whoever waits for that may change what the next one is answered with.
            Script now = script;
            requests.add(head);
            now.answer(out);
            out.flush();
        } catch (IOException e) {
            // The client cut it off, as it should.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
