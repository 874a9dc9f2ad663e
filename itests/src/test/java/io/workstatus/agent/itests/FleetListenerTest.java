package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.itests.Fleet.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a fleet's listener is tried with by whoever reaches it, with the token and without: bytes over bare connections. */
class FleetListenerTest {

    private static final String HOST = "Host: policy.example\r\n";
    private static final String CLOSE = "Connection: close\r\n";

    private static Agent agent;
    private static Fleet fleet;

    @BeforeAll
    static void anAgentThatServesAFleet() throws Exception {
        agent = Agent.unpack();
        fleet = Fleet.on(agent);
        agent.start().setUpAndSignIn();
        Awaitility.await("the fleet is served").until(FleetListenerTest::serves);
    }

    @AfterAll
    static void nothingWentWrongInside() throws Exception {
        try {
            assertThat(serves()).isTrue();
            assertThat(agent.get("/health").statusCode()).isEqualTo(200);
            assertThat(agent.errors()).isEmpty();
        } finally {
            agent.close();
        }
    }

    @Test
    void thePolicyIsServedForTheTokenUnderAnyNameOfTheHost() throws Exception {
        Answer good = fleet.get("/get-config", Fleet.AUTHORIZATION);

        assertThat(good.status()).isEqualTo(200);
        assertThat(good.hasPolicy()).isTrue();
        assertThat(good.text()).doesNotContainIgnoringCase("jetty").doesNotContainIgnoringCase("set-cookie");
        String etag = good.text()
                .lines()
                .filter(line -> line.startsWith("ETag: "))
                .findFirst()
                .orElseThrow()
                .substring(6);
        assertThat(fleet.get("/get-config", Fleet.AUTHORIZATION + "If-None-Match: " + etag + "\r\n")
                        .status())
                .isEqualTo(304);
        assertThat(fleet.send("HEAD /get-config HTTP/1.1\r\n" + HOST + CLOSE + Fleet.AUTHORIZATION + "\r\n")
                        .status())
                .isEqualTo(200);
    }

    static Stream<String> everythingElse() {
        return Stream.of(
                "/",
                "/health",
                "/signin",
                "/signin/signin.js",
                "/day",
                "/data",
                "/policy",
                "/system/console",
                "/system/console/bundles",
                "/system/console/configMgr",
                "/system/console/res/ui/webconsole.css",
                "/api/v1/status",
                "/api/v1/policy",
                "/api/v1/policy/versions",
                "/api/v1/agents",
                "/api/v1/login",
                "/api/v1/login/otp",
                "/api/v1/setup",
                "/api/v1/events",
                "/api/v1/export",
                "/api/v1/screenshots",
                "/api/v1/openapi.yaml",
                "/api/v1/bundles/blur",
                "/assets/dashboard.js",
                "/nothing");
    }

    @ParameterizedTest
    @MethodSource("everythingElse")
    void nothingElseIsServedAndWhoeverHasNoTokenDoesNotLearnThat(String path) throws Exception {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE")) {
            String begin =
                    method + " " + path + " HTTP/1.1\r\nX-Requested-By: x\r\nContent-Length: 0\r\n" + HOST + CLOSE;
            Answer stranger = fleet.send(begin + "\r\n");
            Answer client = fleet.send(begin + Fleet.AUTHORIZATION + "\r\n");

            assertThat(stranger.status()).as(method).isEqualTo(401);
            assertThat(client.status()).as(method).isEqualTo(404);
            assertThat(stranger.text() + client.text())
                    .as(method)
                    .doesNotContainIgnoringCase("<html")
                    .doesNotContain("Location:");
        }
    }

    static Stream<Arguments> attacks() {
        return Stream.concat(
                Stream.of(
                        // Names of the host: there is one, and it is no way around the token.
                        attack("no host", line("/get-config") + CLOSE),
                        attack("two hosts", line("/get-config") + HOST + HOST + CLOSE),
                        attack("a host that is none", line("/get-config") + "Host: a b/c\r\n" + CLOSE),
                        attack("HTTP/1.0 without a host", "GET /get-config HTTP/1.0\r\n"),
                        attack("HTTP/0.9", "GET /get-config\r\n"),
                        attack("HTTP/9.9", "GET /get-config HTTP/9.9\r\n" + HOST),
                        attack("HTTP/2 at once", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                        // Pages of other sites.
                        attack("an origin", line("/get-config") + HOST + CLOSE + "Origin: https://evil.example\r\n"),
                        attack(
                                "our own origin",
                                line("/get-config") + HOST + CLOSE + "Origin: https://policy.example\r\n"),
                        attack("origin null", line("/get-config") + HOST + CLOSE + "Origin: null\r\n"),
                        attack(
                                "a page's request",
                                line("/get-config") + HOST + CLOSE + "Sec-Fetch-Site: same-origin\r\n"),
                        attack(
                                "a page of another site",
                                line("/get-config") + HOST + CLOSE + "Sec-Fetch-Site: cross-site\r\n"),
                        attack(
                                "a preflight",
                                "OPTIONS /get-config HTTP/1.1\r\n" + HOST + CLOSE
                                        + "Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n"),
                        attack(
                                "an override of the method",
                                line("/get-config") + HOST + CLOSE + "X-HTTP-Method-Override: PUT\r\n"),
                        // Smuggling.
                        attack(
                                "length and chunks",
                                "POST /get-config HTTP/1.1\r\n" + HOST
                                        + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                                "0\r\n\r\nGET /api/v1/status HTTP/1.1\r\n" + HOST + CLOSE + "\r\n"),
                        attack(
                                "two lengths",
                                "GET /get-config HTTP/1.1\r\n" + HOST + CLOSE
                                        + "Content-Length: 0\r\nContent-Length: 44\r\n",
                                "GET /system/console HTTP/1.1\r\n" + HOST + "\r\n"),
                        attack("a negative length", line("/get-config") + HOST + CLOSE + "Content-Length: -1\r\n"),
                        attack(
                                "a length that is none",
                                line("/get-config") + HOST + CLOSE + "Content-Length: 0x10\r\n"),
                        attack(
                                "chunks twice",
                                line("/get-config") + HOST + CLOSE + "Transfer-Encoding: chunked, chunked\r\n",
                                "0\r\n\r\n"),
                        attack(
                                "a space before the colon",
                                line("/get-config") + HOST + CLOSE + "Transfer-Encoding : chunked\r\n",
                                "0\r\n\r\n"),
                        attack("a folded header", line("/get-config") + HOST + CLOSE + "X: a\r\n b: c\r\n"),
                        attack("a header without a name", line("/get-config") + HOST + CLOSE + ": x\r\n"),
                        attack("a NUL in a header", line("/get-config") + HOST + CLOSE + "X: a\0b\r\n"),
                        attack("a lonely CR", line("/get-config") + HOST + "X: a\rGET /health HTTP/1.1\r\n" + CLOSE),
                        // Bombs.
                        attack(
                                "a header of 64 KiB",
                                line("/get-config") + HOST + CLOSE + "X: " + "x".repeat(65_536) + "\r\n"),
                        attack("10,000 headers", line("/get-config") + HOST + CLOSE + "X: x\r\n".repeat(10_000)),
                        attack("a path of 64 KiB", line("/get-config?" + "x".repeat(65_536)) + HOST + CLOSE),
                        attack(
                                "a body of 100 GB",
                                "PUT /get-config HTTP/1.1\r\n" + HOST + CLOSE + "Content-Length: 107374182400\r\n",
                                "x".repeat(65_536)),
                        attack(
                                "a body with a GET of 100 GB",
                                line("/api/v1/policy") + HOST + CLOSE + "Content-Length: 107374182400\r\n",
                                "x".repeat(65_536)),
                        attack(
                                "chunks without an end",
                                "POST /get-config HTTP/1.1\r\n" + HOST + CLOSE + "Transfer-Encoding: chunked\r\n",
                                "10\r\n0123456789abcdef\r\n".repeat(10_000)),
                        attack(
                                "a chunk of endless size",
                                "POST /get-config HTTP/1.1\r\n" + HOST + CLOSE + "Transfer-Encoding: chunked\r\n",
                                "f".repeat(4_096)),
                        attack(
                                "what waits for a go",
                                "POST /get-config HTTP/1.1\r\n" + HOST + CLOSE
                                        + "Content-Length: 10\r\nExpect: 100-continue\r\n"),
                        attack(
                                "an upgrade to WebSocket",
                                "GET /api/v1/events HTTP/1.1\r\n" + HOST
                                        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"),
                        attack("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n"),
                        attack("bytes", "\u0000\u0001\u0002\u00ff\r\n")),
                Stream.concat(tricks(), methods()));
    }

    /** What another program in the way might take for the policy's path, or for one behind it. */
    private static Stream<Arguments> tricks() {
        return Stream.of(
                        "//get-config",
                        "/get-config/",
                        "/get-config/x",
                        "/get-config/../system/console",
                        "/get-config/..;/system/console",
                        "/get-config%2f..%2fsystem%2fconsole",
                        "/get-config/%2e%2e/system/console",
                        "/get-config/%252e%252e/system/console",
                        "/get-config\\..\\system\\console",
                        "/get-config;x=1",
                        "/get-config;jsessionid=1",
                        "/get-config%3bx",
                        "/get-config%00",
                        "/get-config%0d%0aX:%20y",
                        "/get-config%ff",
                        "/get-config%c0%afx",
                        "/get-config.",
                        "/get-config%20",
                        "/get-configs",
                        "/GET-CONFIG",
                        "/%67et-config",
                        "/x/../get-config",
                        "/./get-config",
                        "get-config",
                        "*",
                        "/api/v1/policy#/get-config",
                        "/api/v1/policy?/get-config",
                        "http://localhost/system/console",
                        "https://policy.example/api/v1/status",
                        "file:///etc/passwd",
                        "policy.example:443")
                .map(path -> attack("path " + path, line(path) + HOST + CLOSE));
    }

    private static Stream<Arguments> methods() {
        return Stream.of(
                        "POST",
                        "PUT",
                        "DELETE",
                        "PATCH",
                        "TRACE",
                        "TRACK",
                        "CONNECT",
                        "PROPFIND",
                        "get",
                        "Get",
                        "X",
                        "G\u00e9T",
                        "GET\t")
                .map(method -> attack(
                        "method " + method,
                        method + " /get-config HTTP/1.1\r\n" + HOST + CLOSE + "Content-Length: 0\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void anAttackIsRefusedWithTheTokenAndWithout(String name, String head, String body) throws Exception {
        for (String authorization : List.of("", Fleet.AUTHORIZATION)) {
            Answer answer = fleet.send(head + authorization + "\r\n" + body);

            assertThat(answer.status())
                    .as(answer.text())
                    .satisfiesAnyOf(
                            closed -> assertThat(closed).isZero(),
                            refused -> assertThat(refused).isBetween(400, 499),
                            unknown -> assertThat(unknown).isIn(501, 505));
            assertThat(answer.text())
                    .doesNotContain(
                            "screenshot_interval", "HTTP/1.1 2", "HTTP/1.1 3", "HTTP/1.1 101", "Location:", "at io.")
                    .doesNotContainIgnoringCase("jetty");
        }
    }

    static Stream<String> wrongTokens() {
        return Stream.of(
                "",
                "Authorization:\r\n",
                "Authorization: Bearer\r\n",
                "Authorization: " + Fleet.TOKEN + "\r\n",
                "Authorization: Basic " + Fleet.TOKEN + "\r\n",
                "Authorization: Bearer " + Fleet.TOKEN + "x\r\n",
                "Authorization: Bearer " + Fleet.TOKEN.substring(1) + "\r\n",
                "Authorization: Bearer " + Fleet.TOKEN + ", Bearer x\r\n",
                Fleet.AUTHORIZATION + Fleet.AUTHORIZATION,
                "Cookie: workstatus=" + Fleet.TOKEN + "\r\n",
                "Proxy-Authorization: Bearer " + Fleet.TOKEN + "\r\n",
                "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Host: localhost\r\nForwarded: for=127.0.0.1\r\n");
    }

    @ParameterizedTest
    @MethodSource("wrongTokens")
    void withoutTheVeryTokenThereIsNoPolicy(String headers) throws Exception {
        Answer answer = fleet.get("/get-config", headers);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).contains("WWW-Authenticate: Bearer").doesNotContain("screenshot_interval");
        assertThat(fleet.get("/get-config?access_token=" + Fleet.TOKEN, "").status())
                .isEqualTo(401);
    }

    @Test
    void whoSpeaksNoTlsIsNotAnswered() throws Exception {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), fleet.port())) {
            plain.setSoTimeout(20_000);
            plain.getOutputStream()
                    .write(("GET /get-config HTTP/1.1\r\nHost: localhost\r\n" + Fleet.AUTHORIZATION + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answered = new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answered).doesNotContain("HTTP/1.1 2", "screenshot_interval");
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void aSessionOfTheAgentsOwnPortIsWorthNothingHere() throws Exception {
        Answer answer = fleet.get("/api/v1/status", "Cookie: " + agent.cookie() + "\r\n");
        Answer withToken = fleet.get("/api/v1/status", "Cookie: " + agent.cookie() + "\r\n" + Fleet.AUTHORIZATION);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(withToken.status()).isEqualTo(404);
    }

    /** A request that is never finished, a header a second: it keeps nobody else waiting, and not its connection for ever. */
    @Test
    void slowConnectionsKeepNobodyElseOutAndAreEnded() throws Exception {
        List<SSLSocket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                SSLSocket socket = fleet.connect();
                slow.add(socket);
                socket.getOutputStream()
                        .write(("GET /get-config HTTP/1.1\r\n" + Fleet.AUTHORIZATION)
                                .getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(serves()).as("while 100 connections are kept").isTrue();
            Awaitility.await("none of them is kept")
                    .atMost(60, TimeUnit.SECONDS)
                    .pollInterval(1, TimeUnit.SECONDS)
                    .until(() -> slow.stream().map(FleetListenerTest::drip).toList().stream()
                            .noneMatch(kept -> kept));
            assertThat(serves()).isTrue();
        } finally {
            for (SSLSocket socket : slow) {
                socket.close();
            }
        }
    }

    // --- ---

    private static boolean drip(SSLSocket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write("X: y\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean serves() {
        try {
            return fleet.get("/get-config", Fleet.AUTHORIZATION).hasPolicy();
        } catch (IOException e) {
            return false;
        }
    }

    private static String line(String path) {
        return "GET " + path + " HTTP/1.1\r\n";
    }

    private static Arguments attack(String name, String head) {
        return attack(name, head, "");
    }

    private static Arguments attack(String name, String head, String body) {
        return Arguments.of(name, head, body);
    }
}
