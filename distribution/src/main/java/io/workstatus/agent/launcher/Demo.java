package io.workstatus.agent.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Takes the way of a first user, over HTTP as everybody: sets up with the token, signs in with password and code, and asks
 * for a screenshot every five seconds. Then says what there is to see.
 *
 * <p>Arguments: the home's folder, the process id of the agent.
 */
final class Demo {

    private static final int INTERVAL_SECONDS = 5;
    private static final long NANOS_TO_WAIT = TimeUnit.MINUTES.toNanos(1);
    private static final String USER = "demo";
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final Path home;
    private final long agent;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private String address = "";
    private String cookie = "";

    private Demo(Path home, long agent) {
        this.home = home;
        this.agent = agent;
    }

    /** Exits with 0 once the first screenshot is stored. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            new Demo(Path.of(arguments[0]), Long.parseLong(arguments[1])).show();
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("workstatus: the demo did not get far: " + e.getMessage());
            System.exit(ExitCode.FAILED);
        }
        System.exit(ExitCode.STOPPED);
    }

    private void show() throws IOException, GeneralSecurityException, InterruptedException {
        System.out.println("Starting …");
        awaitReady();
        String password = password();
        String token = Files.readString(home.resolve("setup-token")).strip();
        String setUp = post(
                "/api/v1/setup", 201, json("token", token, "username", USER, "password", password, "factor", "totp"));
        byte[] secret = decodeBase32(find("[?&]secret=([A-Z2-7]+)", setUp));
        String challenge = find(
                "\"challenge\"\\s*:\\s*\"([^\"]+)\"",
                post("/api/v1/login", 200, json("username", USER, "password", password)));
        post("/api/v1/login/otp", 204, json("challenge", challenge, "code", code(secret)));
        send(
                "PUT",
                "/api/v1/policy",
                200,
                "{\"screenshot_interval_seconds\": " + INTERVAL_SECONDS
                        + ", \"capture_screenshots\": true, \"screenshot_blurred\": true}");
        // Blurred screenshots are what a fresh home takes anyway: the terms are the same before and after.
        String notice = find("\"version\"\\s*:\\s*\"([^\"]+)\"", send("GET", "/api/v1/notice", 200, ""));
        post("/api/v1/notice", 200, json("version", notice));
        System.out.println("""

                The agent is at work.
                  dashboard      %s/
                  web console    %s/system/console
                  user           %s
                  password       %s
                  code           from an authenticator app with the key %s
                  screenshots    every %d s, blurred, under %s
                Ctrl-C ends the demo and removes all of it.
                """.formatted(
                        address,
                        address,
                        USER,
                        password,
                        find("[?&]secret=([A-Z2-7]+)", setUp),
                        INTERVAL_SECONDS,
                        home.resolve("store")));
        awaitScreenshot();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < NANOS_TO_WAIT) {
            if (ProcessHandle.of(agent).isEmpty()) {
                throw new IOException("the agent ended");
            }
            Path port = home.resolve("http.port");
            if (Files.exists(port)) {
                address = "http://localhost:" + Files.readString(port).strip();
                try {
                    HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/health"))
                            .timeout(Duration.ofSeconds(5))
                            .build();
                    if (http.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // Not yet.
                }
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IOException("it was not ready within a minute");
    }

    private void awaitScreenshot() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path store = home.resolve("store/screenshots");
        while (System.nanoTime() - start < NANOS_TO_WAIT) {
            if (Files.isDirectory(store)) {
                try (Stream<Path> files = Files.walk(store)) {
                    if (files.anyMatch(file -> file.toString().endsWith(".jpg"))) {
                        System.out.println("The first screenshot is stored.");
                        return;
                    }
                }
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        System.out.println("No screenshot yet; the dashboard says why.");
    }

    private String post(String path, int expected, String body) throws IOException, InterruptedException {
        return send("POST", path, expected, body);
    }

    private String send(String method, String path, int expected, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("X-Requested-By", "workstatus-demo")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != expected) {
            throw new IOException(method + " " + path + " answered " + response.statusCode() + ": " + response.body());
        }
        response.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
        return response.body();
    }

    /** All values are made here, of letters and digits. */
    private static String json(String... namesAndValues) {
        StringBuilder object = new StringBuilder("{");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.append(i == 0 ? "" : ", ")
                    .append('"')
                    .append(namesAndValues[i])
                    .append("\": \"");
            object.append(namesAndValues[i + 1]).append('"');
        }
        return object.append('}').toString();
    }

    private static String find(String pattern, String text) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException("an answer was not understood");
        }
        return matcher.group(1);
    }

    private static String password() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int group = 0; group < 4; group++) {
            password.append(group == 0 ? "" : "-");
            for (int i = 0; i < 4; i++) {
                password.append(BASE32.charAt(random.nextInt(BASE32.length())));
            }
        }
        return password.toString().toLowerCase(Locale.ROOT);
    }

    private static byte[] decodeBase32(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 5 / 8);
        int bits = 0;
        int held = 0;
        for (int i = 0; i < text.length(); i++) {
            held = held << 5 | BASE32.indexOf(text.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.put((byte) (held >> bits));
            }
        }
        return bytes.array();
    }

    /** RFC 6238 with its defaults: SHA-1, 30 s, 6 digits. */
    private static String code(byte[] secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(secret, "HmacSHA1"));
        long step = System.currentTimeMillis() / 30_000;
        byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        int offset = hash[hash.length - 1] & 0xF;
        int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7FFF_FFFF;
        return String.format(Locale.ROOT, "%06d", number % 1_000_000);
    }
}
