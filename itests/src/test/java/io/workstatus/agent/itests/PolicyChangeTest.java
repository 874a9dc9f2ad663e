package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A policy that changes while four screenshots a second are taken: at once, as a whole, and whoever it does not concern goes on. */
class PolicyChangeTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Endpoint endpoint = new Endpoint();
    private XScreen screen;
    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        screen = XScreen.start().showPattern();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start().setUpAndSignIn();
        endpoint.serve(0.25, false, true);
        agent.configure(
                "io.workstatus.agent.config.client",
                Map.of("url", endpoint.url(), "pollSeconds", 1, "publicKey", "", "caFile", ""));
        awaitInForce(0.25, false, true);
        agent.acknowledge();
        agent.awaitStoredMoreThan(2);
    }

    @AfterEach
    void end() throws Exception {
        try {
            agent.close();
        } finally {
            screen.close();
            endpoint.close();
        }
    }

    @Test
    void everyChangeIsActedOnWithinOnePollAndLosesNoScreenshotAndRestartsNobodyElse() throws Exception {
        long jvm = agent.jvm();
        Set<String> before = others();
        Set<String> bundles = bundles();

        for (Step step : List.of(
                new Step(0.25, true, true),
                new Step(0.5, false, true),
                new Step(0.25, false, false),
                new Step(0.25, false, true),
                new Step(3600, true, true),
                new Step(0.25, true, true),
                new Step(0.25, false, true))) {
            Set<String> taken = ids("screenshot.taken");
            endpoint.serve(step.seconds(), step.blurred(), step.capture());
            endpoint.awaitFollowed();
            awaitInForce(step.seconds(), step.blurred(), step.capture());
            JsonNode applied = journal("policy.applied").get(0).path("data");
            assertThat(applied.path("policy")
                            .path("screenshot_interval_seconds")
                            .asDouble())
                    .isEqualTo(step.seconds());
            assertThat(applied.path("before").has("screenshot_interval")).isTrue();
            if (step.capture() && step.seconds() < 1) {
                await(step.toString()).atMost(SOON).until(() -> hasOneMoreThan(taken, step.blurred()));
            }
        }

        endpoint.serve(0.25, true, false);
        endpoint.awaitFollowed();
        await("everything is stored").atMost(SOON).untilAsserted(() -> {
            JsonNode queue = agent.status().path("queue");
            assertThat(queue.path("pending").asInt()).isZero();
            assertThat(queue.path("sent").asInt())
                    .isEqualTo(queue.path("offered").asInt());
            assertThat(queue.path("unaccounted").asInt()).isZero();
            assertThat(sent()).isEqualTo(ids("screenshot.taken"));
        });
        assertThat(agent.stored()).hasSameSizeAs(sent());
        assertThat(journal("screenshot.skipped")).isEmpty();
        assertThat(agent.status().path("queue").path("quarantined").asInt()).isZero();
        assertThat(others()).as("services, by their ids").isEqualTo(before);
        assertThat(bundles()).as("bundles").isEqualTo(bundles);
        assertThat(agent.jvm()).isEqualTo(jvm);
        assertThat(agent.errors()).isEmpty();
    }

    // --- ---

    private record Step(double seconds, boolean blurred, boolean capture) {}

    private void awaitInForce(double seconds, boolean blurred, boolean capture) {
        await().atMost(SOON).until(() -> {
            JsonNode policy = agent.status().path("policy");
            return policy.path("screenshot_interval_seconds").asDouble() == seconds
                    && policy.path("screenshot_blurred").asBoolean() == blurred
                    && policy.path("capture_screenshots").asBoolean() == capture;
        });
    }

    private boolean hasOneMoreThan(Set<String> before, boolean blurred) throws IOException {
        for (JsonNode record : journal("screenshot.taken")) {
            JsonNode data = record.path("data");
            if (data.path("blurred").asBoolean() == blurred
                    && !before.contains(data.path("id").asText())) {
                return true;
            }
        }
        return false;
    }

    private Set<String> ids(String type) throws IOException {
        Set<String> ids = new TreeSet<>();
        journal(type).forEach(record -> ids.add(record.path("data").path("id").asText()));
        return ids;
    }

    private Set<String> sent() throws IOException {
        Set<String> ids = new TreeSet<>();
        for (JsonNode row : Agent.json(agent.get("/api/v1/screenshots?limit=10000"))) {
            if (row.path("state").asText().equals("sent")) {
                ids.add(row.path("id").asText());
            }
        }
        return ids;
    }

    private JsonNode journal(String type) throws IOException {
        return Agent.json(agent.get("/api/v1/journal?limit=10000&type=" + type));
    }

    /** Every service of everybody but of whom the policy concerns: one that was restarted has services with other ids. */
    private Set<String> others() throws IOException {
        Set<String> services = new TreeSet<>();
        for (JsonNode service :
                Agent.json(agent.get("/system/console/services.json")).path("data")) {
            if (!service.path("bundleSymbolicName").asText().equals("io.workstatus.agent.capture")) {
                services.add(service.path("id").asText() + " "
                        + service.path("types").asText() + " of "
                        + service.path("bundleSymbolicName").asText());
            }
        }
        assertThat(services).hasSizeGreaterThan(50);
        return services;
    }

    private Set<String> bundles() throws IOException {
        Set<String> bundles = new HashSet<>();
        for (JsonNode bundle :
                Agent.json(agent.get("/system/console/bundles.json")).path("data")) {
            bundles.add(bundle.path("id").asText() + " "
                    + bundle.path("symbolicName").asText() + " "
                    + bundle.path("version").asText() + " "
                    + bundle.path("state").asText());
        }
        assertThat(bundles).hasSizeGreaterThan(30);
        return bundles;
    }

    /** Serves a policy to the agent, and hears from each of its requests which one it follows. */
    private static final class Endpoint implements AutoCloseable {

        private record Asked(String followed, String answered) {}

        private final HttpServer server;
        private final List<Asked> asked = new CopyOnWriteArrayList<>();
        private volatile byte[] policy = new byte[0];
        private int changes;

        Endpoint() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            server.createContext("/get-config", this::answer);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/get-config";
        }

        void serve(double seconds, boolean blurred, boolean capture) throws IOException {
            policy = JSON.writeValueAsBytes(Map.of(
                    "screenshot_interval", seconds / 60,
                    "screenshot_interval_seconds", seconds,
                    "screenshot_blurred", blurred,
                    "capture_screenshots", capture,
                    "a_name_that_nobody_knows", ++changes));
        }

        /** Whoever was answered with it follows it when it asks the next time. */
        void awaitFollowed() {
            String served = hash(policy);
            await().atMost(SOON).until(() -> first(served) < asked.size() - 1);
            assertThat(asked.get(first(served) + 1).followed()).isEqualTo(served);
        }

        private int first(String served) {
            for (int i = 0; i < asked.size(); i++) {
                if (asked.get(i).answered().equals(served)) {
                    return i;
                }
            }
            return Integer.MAX_VALUE;
        }

        private void answer(HttpExchange exchange) throws IOException {
            byte[] body = policy;
            String followed = exchange.getRequestHeaders().getFirst("Workstatus-Policy");
            asked.add(new Asked(followed == null ? "" : followed, hash(body)));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }

        private static String hash(byte[] body) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 16);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
