package io.workstatus.agent.itests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.itests.Wire.Answer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attacks on the running program, as bytes on a socket: each one on the web console, on the API, and on a servlet of a
 * bundle that knows nothing of the door. Where it says so the attacker rides on an administrator's cookie, as a page of
 * another site would, or another program on this machine.
 */
class AttackTest {

    private static final String FOREIGN = "/foreign/servlet";
    private static final List<String> TARGETS = List.of("/system/console/bundles", "/api/v1/users", FOREIGN);

    private static Agent agent;
    private static String oldCookie;

    @BeforeAll
    static void start() throws Exception {
        agent = Agent.unpack();
        ForeignServlet.into(agent.distribution().resolve("bundle"));
        agent.start().setUpAndSignIn();
        oldCookie = agent.cookie();
        agent.signOut();
        agent.signInOnly();
    }

    @AfterAll
    static void end() throws Exception {
        agent.close();
    }

    /**
     * An attack.
     *
     * @param status with which it is refused
     * @param request from a target's path to the bytes that are sent; HOST and COOKIE stand for the real ones
     */
    private record Attack(String name, int status, UnaryOperator<String> request) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Attack get(String name, int status, UnaryOperator<String> path, String headers) {
        return new Attack(name, status, target -> "GET " + path.apply(target) + " HTTP/1.1\r\n" + headers + "\r\n");
    }

    private static Attack post(String name, int status, String headers, String body) {
        return new Attack(
                name,
                status,
                target -> "POST " + target + " HTTP/1.1\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n"
                        + body);
    }

    private static final String OURS = "Host: HOST\r\nCookie: COOKIE\r\n";

    static Stream<Attack> attacks() {
        UnaryOperator<String> same = path -> path;
        String form = "action=install&startlevel=3";
        String multipart = String.join(
                "\r\n",
                "--x",
                "Content-Disposition: form-data; name=\"bundlefile\"; filename=\"evil.jar\"",
                "Content-Type: application/java-archive",
                "",
                "PK",
                "--x--",
                "");
        String upload = "Content-Type: multipart/form-data; boundary=x\r\n";
        String urlencoded = "Content-Type: application/x-www-form-urlencoded\r\n";
        List<Attack> attacks = new ArrayList<>();

        // Names that are not ours: other sites, rebinding, and what only looks like us.
        for (String host : List.of(
                "evil.example",
                "evil.example:PORT",
                "localhost.evil.example:PORT",
                "evil-localhost:PORT",
                "127.0.0.1.nip.io:PORT",
                "127.1:PORT",
                "2130706433:PORT",
                "0x7f000001:PORT",
                "0.0.0.0:PORT",
                "localhost.:PORT",
                "localhost:1",
                "localhost",
                "[::ffff:127.0.0.1]:PORT")) {
            attacks.add(get("host " + host, 403, same, "Host: " + host + "\r\nCookie: COOKIE\r\n"));
        }
        attacks.add(get("user in the host", 400, same, "Host: localhost:PORT@evil.example\r\nCookie: COOKIE\r\n"));
        attacks.add(get("name behind the port", 400, same, "Host: localhost:PORT.evil.example\r\nCookie: COOKIE\r\n"));
        attacks.add(get("no host", 400, same, "Cookie: COOKIE\r\n"));
        attacks.add(get("two hosts", 400, same, "Host: HOST\r\nHost: evil.example\r\nCookie: COOKIE\r\n"));
        attacks.add(get("empty host", 400, same, "Host:\r\nCookie: COOKIE\r\n"));
        attacks.add(get("absolute target elsewhere", 400, path -> "http://evil.example" + path, OURS));
        attacks.add(get("origin of another site", 403, same, OURS + "Origin: http://evil.example\r\n"));
        attacks.add(get("origin null", 403, same, OURS + "Origin: null\r\n"));
        attacks.add(get("origin over https", 403, same, OURS + "Origin: https://HOST\r\n"));
        attacks.add(get("two origins", 403, same, OURS + "Origin: http://HOST\r\nOrigin: http://evil.example\r\n"));

        // Another site's page makes the browser send something.
        attacks.add(post("cross-site form", 403, OURS + urlencoded + "Origin: http://evil.example\r\n", form));
        attacks.add(post("form with the origin null", 403, OURS + urlencoded + "Origin: null\r\n", form));
        attacks.add(post("form without an origin", 403, OURS + urlencoded, form));
        attacks.add(post("form of a sibling site", 403, OURS + urlencoded + "Sec-Fetch-Site: same-site\r\n", form));
        attacks.add(post("form that says cross-site", 403, OURS + urlencoded + "Sec-Fetch-Site: cross-site\r\n", form));
        attacks.add(post("form as plain text", 403, OURS + "Content-Type: text/plain\r\n", "{\"a\":\"=\"}"));
        attacks.add(post(
                "cross-site upload of a bundle", 403, OURS + upload + "Origin: http://evil.example\r\n", multipart));
        attacks.add(post("upload with the origin null", 403, OURS + upload + "Origin: null\r\n", multipart));
        attacks.add(post("upload without an origin", 403, OURS + upload, multipart));

        // Methods.
        for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            attacks.add(get(header, 400, same, OURS + header + ": DELETE\r\n"));
        }
        for (String method : List.of("TRACE", "TRACK", "CONNECT")) {
            attacks.add(new Attack(
                    method,
                    method.equals("CONNECT") ? 400 : 405,
                    target -> method + " " + target + " HTTP/1.1\r\n" + OURS + "\r\n"));
        }

        // Paths that mean one thing to the door and another to who is behind it.
        attacks.add(get("//", 400, path -> "/" + path, "Host: HOST\r\n"));
        attacks.add(get("..;", 400, path -> "/signin/..;" + path, "Host: HOST\r\n"));
        attacks.add(get("..", 303, path -> "/signin/.." + path, "Host: HOST\r\n"));
        attacks.add(get("encoded ..", 400, path -> "/signin/%2e%2e" + path, "Host: HOST\r\n"));
        attacks.add(get("encoded slash", 400, path -> "/signin/..%2f" + path, "Host: HOST\r\n"));
        attacks.add(get("twice encoded slash", 400, path -> "/signin/..%252f" + path, "Host: HOST\r\n"));
        attacks.add(get("backslash", 400, path -> "/signin/..\\" + path, "Host: HOST\r\n"));
        attacks.add(get("encoded backslash", 400, path -> "/signin/..%5c" + path, "Host: HOST\r\n"));
        attacks.add(get(";x=1", 400, path -> path + ";x=1", "Host: HOST\r\n"));
        attacks.add(get(";jsessionid", 400, path -> path + ";jsessionid=1", OURS));
        attacks.add(get("encoded ;", 400, path -> path + "%3bx", "Host: HOST\r\n"));
        attacks.add(get("zero byte", 400, path -> path + "%00.css", "Host: HOST\r\n"));
        attacks.add(get("overlong UTF-8", 400, path -> "/signin/%c0%ae%c0%ae" + path, "Host: HOST\r\n"));
        attacks.add(get("line break in the path", 400, path -> path + "%0d%0aX: y", "Host: HOST\r\n"));
        attacks.add(get("open path before it", 303, path -> "/signin/." + "./" + path.substring(1), "Host: HOST\r\n"));
        attacks.add(get(
                "encoded letter",
                303,
                path -> "/%" + Integer.toHexString(path.charAt(1)) + path.substring(2),
                "Host: HOST\r\n"));

        // Cookies.
        attacks.add(get("no cookie", 303, same, "Host: HOST\r\n"));
        attacks.add(get("old cookie", 303, same, "Host: HOST\r\nCookie: OLD\r\n"));
        attacks.add(get("made-up cookie", 303, same, "Host: HOST\r\nCookie: workstatus=" + "A".repeat(43) + "\r\n"));
        attacks.add(get("cookie of another program beside ours", 303, same, OURS + "Cookie: workstatus=evil\r\n"));
        attacks.add(get("cookie in the query", 303, path -> path + "?workstatus=COOKIE", "Host: HOST\r\n"));
        attacks.add(get(
                "names that proxies set",
                303,
                same,
                "Host: HOST\r\nX-Forwarded-User: ada\r\nX-Remote-User: ada\r\nX-Forwarded-For: 127.0.0.1\r\n"));
        attacks.add(get("basic admin/admin", 303, same, "Host: HOST\r\nAuthorization: Basic YWRtaW46YWRtaW4=\r\n"));

        // Requests in requests, and too much of everything.
        attacks.add(post(
                "length and chunks", 400, OURS + "Transfer-Encoding: chunked\r\n", "0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"));
        attacks.add(get("two lengths", 400, same, OURS + "Content-Length: 1\r\nContent-Length: 2\r\n"));
        attacks.add(get("negative length", 400, same, OURS + "Content-Length: -1\r\n"));
        attacks.add(get("space before the colon", 400, same, OURS + "X-Requested-By : x\r\n"));
        attacks.add(get("folded header", 400, same, OURS + "X: a\r\n b\r\n"));
        attacks.add(get("header of 64 KiB", 431, same, OURS + "X: " + "a".repeat(64 << 10) + "\r\n"));
        attacks.add(get("5,000 headers", 431, same, OURS + "X: a\r\n".repeat(5_000)));
        attacks.add(get("path of 64 KiB", 414, path -> path + "a".repeat(64 << 10), OURS));
        attacks.add(new Attack(
                "body of 2 GiB, announced",
                413,
                target -> "POST " + target + " HTTP/1.1\r\n" + OURS
                        + "Origin: http://HOST\r\nX-Requested-By: x\r\nContent-Length: 2147483648\r\n\r\n"));
        attacks.add(new Attack("no HTTP", 400, target -> "\u0016\u0003\u0001\u0002" + target + "\u0000\u0000\r\n\r\n"));
        attacks.add(new Attack("HTTP/0.9", 505, target -> "GET " + target + "\r\n\r\n"));
        attacks.add(
                new Attack("HTTP/2 from the first byte", 426, target -> "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + target));
        return attacks.stream();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void attackIsRefusedEverywhere(Attack attack) throws Exception {
        for (String target : TARGETS) {
            Answer answer = sent(attack.request().apply(target));
            // A stranger is led to the sign-in page, and a program is told that there is one.
            boolean toStranger = attack.status() == 303 && target.startsWith("/api/");
            assertThat(answer.status()).as(target).isEqualTo(toStranger ? 401 : attack.status());
            if (answer.status() == 303) {
                assertThat(answer.headers()).containsEntry("location", "/signin");
            } else {
                isTold(answer, target);
            }
        }
        assertThat(ForeignServlet.calls(agent.home()))
                .as("calls of the foreign servlet")
                .isEmpty();
    }

    /** No refusal tells of the inside, none can be framed or sniffed, and programs can read each. */
    private static void isTold(Answer answer, String target) {
        assertThat(answer.headers())
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("x-frame-options", "DENY")
                .containsKey("content-security-policy")
                .doesNotContainKey("server");
        assertThat(answer.body())
                .doesNotContain("Jetty")
                .doesNotContain("jetty")
                .doesNotContain("\tat ")
                .doesNotContain("Exception")
                .doesNotContain("evil");
        if (answer.status() == 405) {
            assertThat(answer.headers()).containsKey("allow");
        }
        if (target.startsWith("/api/")) {
            assertThat(answer.isProblem()).as(answer.toString()).isTrue();
        }
    }

    @Test
    void tableHasMoreThanFortyAttacks() {
        assertThat(attacks()).hasSizeGreaterThan(40).extracting(Attack::name).doesNotHaveDuplicates();
    }

    @Test
    void whoBelongsGetsIn() throws Exception {
        assertThat(sent("GET " + FOREIGN + " HTTP/1.1\r\n" + OURS + "\r\n").status())
                .isEqualTo(200);
        assertThat(sent("GET /system/console/bundles HTTP/1.1\r\n" + OURS + "\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(sent("GET /api/v1/users HTTP/1.1\r\n" + OURS + "\r\n").status())
                .isEqualTo(200);
        Files.delete(ForeignServlet.mark(agent.home()));
    }

    @Test
    void sessionThatAnAttackerFixedIsNotTheOneThatSignsIn() throws Exception {
        String fixed = "workstatus=" + "B".repeat(43);
        String login = "{\"username\":\"" + Agent.USER + "\",\"password\":\"" + Agent.PASSWORD + "\"}";
        Answer challenge = sent(json("/api/v1/login", fixed, login));
        assertThat(challenge.headers()).doesNotContainKey("set-cookie");
        String id = challenge.body().replaceFirst(".*\"challenge\":\"([^\"]+)\".*", "$1");
        Answer signedIn = sent(json(
                "/api/v1/login/otp",
                fixed,
                "{\"challenge\":\"" + id + "\",\"code\":\"" + agent.code() + "\",\"record\":false}"));
        assertThat(signedIn.status()).isEqualTo(204);
        String given = signedIn.headers().get("set-cookie");
        assertThat(given)
                .matches("workstatus=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict")
                .doesNotContain(fixed);
        for (String target : TARGETS) {
            assertThat(sent("GET " + target + " HTTP/1.1\r\nHost: HOST\r\nCookie: " + fixed + "\r\n\r\n")
                            .status())
                    .isIn(303, 401);
            assertThat(sent("GET " + target + " HTTP/1.1\r\nHost: HOST\r\nCookie: JSESSIONID=evil\r\n\r\n")
                            .status())
                    .isIn(303, 401);
        }
    }

    @Test
    void memberComesToNothingOfTheConsoleAndAStreamOfEventsEndsWithItsSignIn() throws Exception {
        HttpResponse<byte[]> made = agent.post(
                "/api/v1/users",
                Map.of("username", "bob", "password", Agent.PASSWORD, "role", "member", "factor", "totp"));
        Agent.expect(201, made);
        String otpauth = Agent.json(made).path("otpauth").asText();
        Answer challenge =
                sent(json("/api/v1/login", "", "{\"username\":\"bob\",\"password\":\"" + Agent.PASSWORD + "\"}"));
        String id = challenge.body().replaceFirst(".*\"challenge\":\"([^\"]+)\".*", "$1");
        String code = Agent.code(otpauth, Instant.now().getEpochSecond() / 30);
        Answer signedIn = sent(json(
                "/api/v1/login/otp", "", "{\"challenge\":\"" + id + "\",\"code\":\"" + code + "\",\"record\":false}"));
        assertThat(signedIn.status()).isEqualTo(204);
        String bob = signedIn.headers().get("set-cookie").replaceFirst(";.*", "");

        for (String path : List.of(
                "/system/console",
                "/system/console/",
                "/system/console/bundles",
                "/system/console/res/lib/support.js",
                "/system/console/logout",
                "/system/console/install",
                "/api/v1/users")) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: HOST\r\n";
            assertThat(sent(request + "Cookie: " + bob + "\r\n\r\n").status())
                    .as(path)
                    .isEqualTo(403);
            assertThat(sent(request + "\r\n").status()).as(path).isIn(303, 401);
        }

        try (Wire stream = new Wire(agent.port())) {
            stream.say("GET /api/v1/events HTTP/1.1\r\nHost: " + host() + "\r\nCookie: " + bob + "\r\n\r\n");
            assertThat(stream.line()).startsWith("HTTP/1.1 200");
            for (String line = stream.line(); !line.startsWith("retry:"); line = stream.line()) {
                // Its headers.
            }
            assertThat(stream.endsWithin(Duration.ofMillis(500))).isFalse();
            assertThat(sent(json("/api/v1/logout", bob, "{}")).status()).isEqualTo(204);
            // The stream passes the door anew every minute: what ends it before is the sign-out.
            assertThat(stream.endsWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void requestsThatNeverEndLoseTheirConnection() throws Exception {
        List<Wire> open = new ArrayList<>();
        try {
            for (String target : TARGETS) {
                Wire headers = new Wire(agent.port());
                open.add(headers.say("GET " + target + " HTTP/1.1\r\nHost: " + host() + "\r\n"));
            }
            Wire body = new Wire(agent.port());
            open.add(body.say(
                    json("/api/v1/login", "", "{}").replace("HOST", host()).replace(": 2\r", ": 2000\r")));
            for (Wire wire : open) {
                // One byte now and then, as slowloris does; no limit on silence is ever reached.
                await().atMost(Duration.ofSeconds(90))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> {
                            open.forEach(Wire::drip);
                            return wire.endsWithin(Duration.ofMillis(400));
                        });
            }
        } finally {
            for (Wire wire : open) {
                wire.close();
            }
        }
    }

    @Test
    void twoHundredSlowConnectionsKeepNobodyOut() throws Exception {
        List<Wire> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Wire wire = new Wire(agent.port());
                slow.add(wire);
                wire.say("POST /api/v1/login HTTP/1.1\r\nHost: ");
            }
            assertThat(sent("GET /health HTTP/1.1\r\nHost: HOST\r\n\r\n").status())
                    .isEqualTo(200);
            assertThat(sent("GET /api/v1/users HTTP/1.1\r\n" + OURS + "\r\n").status())
                    .isEqualTo(200);
        } finally {
            for (Wire wire : slow) {
                wire.close();
            }
        }
    }

    @Test
    void jsonBombsAreRefusedAndCostNothing() throws Exception {
        for (String bomb : List.of(
                "[".repeat(60_000),
                "{\"a\":".repeat(10_000),
                "{\"username\":\"" + "a".repeat(60_000) + "\",\"password\":\"" + "b".repeat(3_000) + "\"}",
                "{\"username\":" + "9".repeat(50_000) + ",\"password\":\"x\"}",
                "{\"username\":\"a\",\"username\":\"b\",\"password\":\"x\"}",
                "{\"username\":\"\\ud800\",\"password\":\"\\u0000\"}")) {
            Answer answer = sent(json("/api/v1/login", "", bomb));
            assertThat(answer.status()).as(bomb.substring(0, 20)).isIn(400, 401);
            assertThat(answer.isProblem()).isTrue();
        }
    }

    @Test
    void noTokenPasswordOrCodeIsInTheLogs() throws Exception {
        String log = Files.readString(agent.home().resolve("logs/workstatus.log")) + Files.readString(agent.output());
        assertThat(log)
                .doesNotContain(Agent.PASSWORD)
                .doesNotContain(agent.cookie().substring("workstatus=".length()))
                .doesNotContain(oldCookie.substring("workstatus=".length()));
        assertThat(agent.errors()).isEmpty();
    }

    private static String json(String path, String cookie, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: HOST\r\nX-Requested-By: x\r\nContent-Type: application/json\r\n"
                + (cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n") + "Content-Length: "
                + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
    }

    private static Answer sent(String request) throws IOException {
        try (Wire wire = new Wire(agent.port())) {
            wire.say(request.replace("HOST", host())
                    .replace("PORT", Integer.toString(agent.port()))
                    .replace("OLD", oldCookie)
                    .replace("COOKIE", agent.cookie()));
            return wire.answer();
        }
    }

    private static String host() throws IOException {
        return "localhost:" + agent.port();
    }

    /** A bundle of somebody else: registers a servlet on the Servlet Whiteboard, and knows nothing of the door. */
    private static final class ForeignServlet {

        static void into(Path folder) throws Exception {
            Path sources = Files.createTempDirectory("foreign-");
            Path source = sources.resolve("Foreign.java");
            Files.writeString(source, SOURCE);
            Agent.run(
                    Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                    "--release",
                    "17",
                    "-nowarn",
                    "-cp",
                    jars(folder.getParent()),
                    "-d",
                    sources.toString(),
                    source.toString());
            try (var out = new java.util.jar.JarOutputStream(
                            Files.newOutputStream(folder.resolve("foreign.jar")), manifest());
                    Stream<Path> classes = Files.list(sources.resolve("foreign"))) {
                for (Path file : classes.filter(each -> each.toString().endsWith(".class"))
                        .toList()) {
                    out.putNextEntry(new java.util.zip.ZipEntry("foreign/" + file.getFileName()));
                    out.write(Files.readAllBytes(file));
                }
            }
            Agent.run("rm", "-rf", sources.toString());
        }

        private static java.util.jar.Manifest manifest() throws IOException {
            return new java.util.jar.Manifest(new java.io.ByteArrayInputStream(MANIFEST.getBytes(ISO_8859_1)));
        }

        private static String jars(Path distribution) throws IOException {
            try (Stream<Path> files = Files.walk(distribution)) {
                return String.join(
                        ":",
                        files.map(Path::toString)
                                .filter(name -> name.endsWith(".jar"))
                                .toList());
            }
        }

        static Path mark(Path home) {
            return home.resolve("foreign-calls");
        }

        static String calls(Path home) throws IOException {
            return Files.exists(mark(home)) ? Files.readString(mark(home)) : "";
        }

        private static final String MANIFEST = """
                Manifest-Version: 1.0
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: example.foreign
                Bundle-Version: 1.0.0
                Bundle-Activator: foreign.Foreign
                Import-Package: org.osgi.framework,jakarta.servlet,jakarta.servlet.http
                """;

        private static final String SOURCE = """
                package foreign;

                import jakarta.servlet.*;
                import jakarta.servlet.http.*;
                import java.io.IOException;
                import java.nio.file.*;
                import java.util.*;
                import org.osgi.framework.*;

                public class Foreign extends HttpServlet implements BundleActivator {
                    private String home;

                    public void start(BundleContext context) {
                        home = context.getProperty("io.workstatus.agent.home");
                        Hashtable<String, Object> properties = new Hashtable<>();
                        properties.put("osgi.http.whiteboard.servlet.pattern", "/foreign/*");
                        context.registerService(Servlet.class, this, properties);
                    }

                    public void stop(BundleContext context) {}

                    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                        Files.writeString(Path.of(home, "foreign-calls"), request.getMethod() + " "
                                + request.getRequestURI() + System.lineSeparator(), StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND);
                        response.getWriter().print("in");
                    }
                }
                """;
    }
}
