package io.workstatus.agent.store.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on a free port of loopback that answers what the test says, and remembers what it was asked. */
final class ScriptedServer implements AutoCloseable {

    static final Answer OK = new Answer(200, "", Map.of("ETag", "\"0\""));

    private final HttpServer server;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What was asked; names of headers in lower case. */
    @SuppressWarnings("ArrayRecordComponent") // a body is read once
    record Request(String method, String path, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** What is answered: an error as S3 says it, unless the code is empty. */
    record Answer(int status, String body, Map<String, String> headers) {
        static Answer error(int status, String code) {
            return error(status, code, Map.of());
        }

        static Answer error(int status, String code, Map<String, String> headers) {
            String xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code
                    + "</Code><Message>said by a test</Message><RequestId>1</RequestId></Error>";
            return new Answer(status, xml, headers);
        }
    }

    ScriptedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** The next answers, in this order; after the last of them all is well. */
    ScriptedServer then(Answer... next) {
        answers.addAll(List.of(next));
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream in = exchange.getRequestBody()) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            requests.add(new Request(
                    exchange.getRequestMethod(), exchange.getRequestURI().getPath(), headers, in.readAllBytes()));
            Answer scripted = answers.poll();
            Answer answer = scripted == null ? OK : scripted;
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            boolean hasBody = body.length > 0 && !exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), hasBody ? body.length : -1);
            if (hasBody) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Properties of a configuration that leads here. */
    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bucket", "screens");
        properties.put("region", "eu-central-1");
        properties.put("endpoint", "http://127.0.0.1:" + port());
        properties.put("pathStyle", true);
        return properties;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
