package io.workstatus.agent.itests.wiring;

import io.workstatus.agent.api.launch.LaunchProperties;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.osgi.framework.BundleContext;

/** Asks the agent in this container over HTTP, and only for the status of its answer. */
record LocalHttp(BundleContext context) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    int get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    int post(String path, String json) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("X-Requested-By", "test")
                .POST(BodyPublishers.ofString(json)));
    }

    /** Waits until this path is served. */
    void await(String path) {
        Awaitility.await(path).atMost(PATIENCE).ignoreExceptions().until(() -> get(path) == 200);
    }

    private HttpRequest.Builder request(String path) {
        String port = context.getProperty(LaunchProperties.PORT);
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }

    private static int send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }
}
