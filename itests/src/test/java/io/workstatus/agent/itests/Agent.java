package io.workstatus.agent.itests;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;

/** The assembled distribution, run as a process and not as root, and used over HTTP as everybody uses it. */
final class Agent implements AutoCloseable {

    static final String USER = "ada";
    static final String PASSWORD = "correct horse battery staple";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOBODY = "65534";
    private static final Set<Agent> RUNNING = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private Path distribution;
    private final Map<String, String> environment = new TreeMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private Process process;
    private String cookie = "";
    private String otpauth = "";
    private long lastStep;

    private Agent(Path folder) {
        this.folder = folder;
        this.distribution = folder.resolve("agent");
    }

    /** A copy of the distribution beside an empty home; not started yet. */
    static Agent unpack() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("workstatus-itest-");
        Agent agent = new Agent(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        run("cp", "-r", System.getProperty("workstatus.distribution"), folder + "/agent");
        Files.createDirectories(folder.resolve("parent"));
        if (isRoot()) {
            run("chown", NOBODY + ":" + NOBODY, folder + "/parent");
        }
        agent.environment.put("WORKSTATUS_HOME", agent.home().toString());
        agent.environment.put("WORKSTATUS_PORT", "0");
        agent.environment.put("HOME", folder + "/parent");
        return agent;
    }

    Agent with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** A configuration that is there before the first start. */
    Agent provision(String pid, String json) throws IOException, InterruptedException {
        return keep("provision/" + pid + ".json", json);
    }

    /** A file of the home that is there before the first start. */
    Agent keep(String file, String content) throws IOException, InterruptedException {
        Files.createDirectories(home().resolve(file).getParent());
        Files.writeString(home().resolve(file), content);
        if (isRoot()) {
            run("chown", "-R", NOBODY + ":" + NOBODY, home().toString());
        }
        return this;
    }

    Path home() {
        return folder.resolve("parent/home");
    }

    Path distribution() {
        return distribution;
    }

    /** Another release is unpacked beside the first one, and is what runs from the next start on. */
    Path unpackAnother(String name) throws IOException, InterruptedException {
        distribution = folder.resolve(name);
        run("cp", "-r", System.getProperty("workstatus.distribution"), distribution.toString());
        return distribution;
    }

    /** From the next start on this one runs again. */
    void runFrom(String name) {
        distribution = folder.resolve(name);
    }

    Path output() {
        return folder.resolve("parent/output");
    }

    /** The command with its arguments, as an unprivileged user, with this agent's environment and nothing else. */
    ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(distribution().resolve("bin/workstatus").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        return builder;
    }

    /** Runs a command to its end. */
    Outcome outcome(String... arguments) throws IOException, InterruptedException {
        Process ended = command(arguments).start();
        ended.getOutputStream().close();
        String text = new String(ended.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!ended.waitFor(60, TimeUnit.SECONDS)) {
            ended.destroyForcibly();
        }
        return new Outcome(ended.waitFor(), text);
    }

    record Outcome(int code, String text) {}

    /** Starts it in the foreground and waits until it is ready. */
    Agent start() throws IOException {
        launch();
        awaitReady();
        return this;
    }

    /** Starts it in the foreground and does not wait for anything. */
    void launch() throws IOException {
        RUNNING.add(this);
        process = command("run")
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                .start();
    }

    void awaitReady() {
        Awaitility.await("the agent is ready")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> isRunning() && Files.exists(home().resolve("http.port")) && health() == 200);
    }

    /** Those that were launched and not closed yet. */
    static Set<Agent> running() {
        return RUNNING;
    }

    private boolean isRunning() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the agent ended with " + process.exitValue() + ": " + readOutput());
        }
        return true;
    }

    private int health() {
        try {
            return get("/health").statusCode();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    String readOutput() {
        try {
            return Files.readString(output());
        } catch (IOException e) {
            return "";
        }
    }

    /** Ends it in order, as Ctrl-C does. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the agent did not end within 30 s");
        }
        return process.exitValue();
    }

    /** The process id of the JVM. */
    long jvm() throws IOException {
        return Long.parseLong(
                Files.readString(home().resolve("process")).strip().split(" ", -1)[1]);
    }

    /** How many class loaders have defined it. */
    long classesNamed(String type) throws Exception {
        return jcmd("VM.class_hierarchy", type)
                .lines()
                .filter(line -> line.contains(type + "/"))
                .count();
    }

    /** Asks the JVM. */
    String jcmd(String... command) throws Exception {
        List<String> line = new ArrayList<>();
        if (isRoot()) {
            line.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(Long.toString(jvm()));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(text);
        }
        return text;
    }

    /** As {@code kill -9} of the JVM. */
    void kill() throws IOException {
        ProcessHandle.of(jvm()).orElseThrow().destroyForcibly();
    }

    /** As {@code kill -9} of what watches over the JVM, which goes on. */
    void killSupervisor() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int port() throws IOException {
        return Integer.parseInt(Files.readString(home().resolve("http.port")).strip());
    }

    // --- over HTTP ---

    /** The first run: set-up with the token, then sign-in. */
    Agent setUpAndSignIn() throws IOException {
        return setUp().signIn();
    }

    /** The first run's set-up with the token. */
    Agent setUp() throws IOException {
        String token = Files.readString(home().resolve("setup-token")).strip();
        HttpResponse<byte[]> answer =
                post("/api/v1/setup", Map.of("token", token, "username", USER, "password", PASSWORD, "factor", "totp"));
        expect(201, answer);
        otpauth = json(answer).path("otpauth").asText();
        return this;
    }

    /** Password, then code, and the notice read. Opens the recording session. */
    Agent signIn() throws IOException {
        return signInOnly().acknowledge();
    }

    /** Whoever is signed in acknowledges the notice as it is now. */
    Agent acknowledge() throws IOException {
        JsonNode notice = notice();
        expect(
                200,
                post("/api/v1/notice", Map.of("version", notice.path("version").asText())));
        return this;
    }

    JsonNode notice() throws IOException {
        HttpResponse<byte[]> answer = get("/api/v1/notice");
        expect(200, answer);
        return json(answer);
    }

    /** Password, then code. Opens the recording session, in which nothing is recorded before the notice is acknowledged. */
    Agent signInOnly() throws IOException {
        cookie = "";
        HttpResponse<byte[]> challenge = post("/api/v1/login", Map.of("username", USER, "password", PASSWORD));
        expect(200, challenge);
        HttpResponse<byte[]> answer = post(
                "/api/v1/login/otp",
                Map.of("challenge", json(challenge).path("challenge").asText(), "code", code()));
        expect(204, answer);
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        cookie = set.substring(0, set.indexOf(';'));
        return this;
    }

    /** What a browser would send back of whoever is signed in. */
    String cookie() {
        return cookie;
    }

    /** The link for the authenticator app. */
    String otpauth() {
        return otpauth;
    }

    /** The secret that a page showed. */
    void otpauth(String secret) {
        otpauth = "secret=" + secret;
    }

    /** The value of the cookie that a sign-in set. */
    String session() {
        return cookie.substring(cookie.indexOf('=') + 1);
    }

    void signOut() throws IOException {
        expect(204, post("/api/v1/logout", Map.of()));
    }

    /** A code that was not used yet: each time step is accepted once. */
    String code() {
        // A step that is about to be over may be too old when its code arrives.
        long now = (Instant.now().getEpochSecond() + 10) / 30;
        // The step before and after the present one are accepted as well, which saves most of the waiting.
        long step = Math.max(now - 1, lastStep + 1);
        Awaitility.await("an unused code is valid")
                .atMost(Duration.ofSeconds(65))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> step <= Instant.now().getEpochSecond() / 30 + 1);
        lastStep = step;
        return code(otpauth, step);
    }

    /** The code of a secret in a link for an authenticator app, in a step of 30 seconds. */
    static String code(String otpauth, long step) {
        try {
            return new TimeBasedOneTimePasswordGenerator()
                    .generateOneTimePasswordString(
                            new SecretKeySpec(base32(secret(otpauth)), "RAW"), Instant.ofEpochSecond(step * 30));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The secret in a link for an authenticator app, in Base32. */
    static String secret(String otpauth) {
        Matcher secret = java.util.regex.Pattern.compile("secret=([A-Z2-7]+)").matcher(otpauth);
        if (!secret.find()) {
            throw new IllegalStateException("no secret in " + otpauth);
        }
        return secret.group(1);
    }

    private static byte[] base32(String text) {
        byte[] bytes = new byte[text.length() * 5 / 8];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            held = held << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(text.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (held >> bits);
            }
        }
        return bytes;
    }

    HttpResponse<byte[]> get(String path) throws IOException {
        return send("GET", path, new byte[0], Map.of());
    }

    HttpResponse<byte[]> post(String path, Object body) throws IOException {
        return send("POST", path, JSON.writeValueAsBytes(body), Map.of("X-Requested-By", "itest"));
    }

    HttpResponse<byte[]> put(String path, Object body) throws IOException {
        return send("PUT", path, JSON.writeValueAsBytes(body), Map.of("X-Requested-By", "itest"));
    }

    /** Any method, with an empty JSON object where there has to be a body. */
    HttpResponse<byte[]> request(String method, String path) throws IOException {
        byte[] body = "GET".equals(method) ? new byte[0] : "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return send(method, path, body, Map.of("X-Requested-By", "itest"));
    }

    HttpResponse<byte[]> putJar(String path, byte[] jar) throws IOException {
        return send("PUT", path, jar, Map.of("X-Requested-By", "itest"));
    }

    /** A jar through the web console's page Bundles, as its form sends it. */
    HttpResponse<byte[]> uploadJar(byte[] jar) throws IOException {
        String boundary = "----workstatus-itest";
        java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"action\"\r\n\r\ninstall\r\n--"
                        + boundary + "\r\nContent-Disposition: form-data; name=\"bundlestart\"\r\n\r\nstart\r\n--"
                        + boundary + "\r\nContent-Disposition: form-data; name=\"bundlefile\"; filename=\"a.jar\"\r\n"
                        + "Content-Type: application/java-archive\r\n\r\n")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        body.writeBytes(jar);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return send(
                "POST",
                "/system/console/bundles",
                body.toByteArray(),
                Map.of(
                        "Origin",
                        "http://localhost:" + port(),
                        "Content-Type",
                        "multipart/form-data; boundary=" + boundary));
    }

    /** A form of the web console, as its pages post it. */
    HttpResponse<byte[]> postForm(String path, String form) throws IOException {
        return send(
                "POST",
                path,
                form.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Map.of("Origin", "http://localhost:" + port(), "Content-Type", "application/x-www-form-urlencoded"));
    }

    /** Changes a configuration as the web console's configuration page does. */
    void configure(String pid, Map<String, ?> properties) throws IOException {
        StringBuilder form = new StringBuilder("apply=true&action=ajaxConfigManager&%24location=&propertylist=");
        form.append(String.join("%2C", properties.keySet()));
        properties.forEach((name, value) -> form.append('&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(String.valueOf(value), java.nio.charset.StandardCharsets.UTF_8)));
        HttpResponse<byte[]> answer = postForm("/system/console/configMgr/" + pid, form.toString());
        if (answer.statusCode() >= 400) {
            expect(200, answer);
        }
    }

    private HttpResponse<byte[]> send(String method, String path, byte[] body, Map<String, String> headers)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
                .timeout(Duration.ofSeconds(40))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    JsonNode status() {
        try {
            HttpResponse<byte[]> answer = get("/api/v1/status");
            expect(200, answer);
            return json(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status code of a page behind the door. */
    int statusCode() throws IOException {
        return get("/api/v1/status").statusCode();
    }

    JsonNode capability(String id) {
        for (JsonNode row : status().path("capabilities")) {
            if (row.path("id").asText().equals(id)) {
                return row;
            }
        }
        throw new AssertionError("no capability " + id);
    }

    /** Replaces the policy; whoever is signed in agrees to it. */
    void policy(double intervalSeconds, boolean blurred) throws IOException {
        policyOnly(intervalSeconds, blurred);
        Awaitility.await("the policy is in force")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    JsonNode inForce = status().path("policy");
                    return inForce.path("screenshot_interval_seconds").asDouble() == intervalSeconds
                            && inForce.path("screenshot_blurred").asBoolean() == blurred;
                });
        acknowledge();
    }

    /** Replaces the policy and does not wait. */
    void policyOnly(double intervalSeconds, boolean blurred) throws IOException {
        expect(
                200,
                put(
                        "/api/v1/policy",
                        Map.of(
                                "screenshot_interval_seconds", intervalSeconds,
                                "capture_screenshots", true,
                                "screenshot_blurred", blurred)));
    }

    static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    static void expect(int status, HttpResponse<byte[]> answer) {
        if (answer.statusCode() != status) {
            throw new AssertionError(answer.request().method() + " " + answer.uri() + " answered " + answer.statusCode()
                    + ": " + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    // --- what it stored ---

    /** Every screenshot in the folder store, oldest first. */
    List<Path> stored() {
        return files(home().resolve("store/screenshots"));
    }

    /** Everything in the folder store: screenshots and hours of activity. */
    List<Path> storedObjects() {
        return files(home().resolve("store"));
    }

    /** Waits until more than so many are stored; says how the agent is if that does not happen. */
    void awaitStoredMoreThan(int count) {
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> stored().size() > count);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError("no more screenshots are stored: " + status().toPrettyString(), e);
        }
    }

    /** Every file that waits in the queue. */
    List<Path> pending() {
        return files(home().resolve("queue/pending"));
    }

    private static List<Path> files(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            return files(root); // one went while it was listed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The log's lines that are errors or carry a stack trace. */
    List<String> errors() throws IOException {
        Path log = home().resolve("logs/workstatus.log");
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains(" ERROR ") || line.matches("^\\s+at .*") || line.contains("Exception"))
                .toList();
    }

    // --- the machine ---

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    @Override
    public void close() throws IOException {
        RUNNING.remove(this);
        try {
            if (process != null && process.isAlive()) {
                process.destroy();
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            }
            run("rm", "-rf", folder.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
