package io.workstatus.agent.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A policy that agents read from a static address, with no server of ours: signed, or it does not count. */
class PublishedPolicyTest {

    private static final Duration SOON = Duration.ofSeconds(45);
    private static final String PREFIX = "team-a/";
    private static final String KEY = PREFIX + "policy/policy.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static S3Server bucket;
    private static Agent publisher;
    private static Agent reader;

    @BeforeAll
    static void oneThatPublishesAndOneThatReads() throws Exception {
        bucket = S3Server.start();
        Map<String, Object> store = bucket.configuration(S3Server.BUCKET);
        store.put("prefix", PREFIX);
        publisher = Agent.unpack()
                .with("AWS_ACCESS_KEY_ID", S3Server.KEY_ID)
                .with("AWS_SECRET_ACCESS_KEY", S3Server.SECRET)
                .with("AWS_EC2_METADATA_DISABLED", "true")
                .provision("io.workstatus.agent.config.endpoint.publisher", "{\"enabled\": true}")
                .provision("io.workstatus.agent.store.s3", JSON.writeValueAsString(store))
                .start()
                .setUpAndSignIn();
        reader = Agent.unpack().start().setUpAndSignIn();
    }

    @AfterAll
    static void theEnd() throws Exception {
        reader.close();
        publisher.close();
        bucket.close();
    }

    @Test
    void aFleetFollowsWhatIsPublishedInS3AndNothingThatSomebodyElsePutThere() throws Exception {
        String publicKey = makeKey(publisher);
        publish(12);
        await().atMost(SOON).until(() -> isPublished(12));
        Map<String, String> signature = bucket.stored().get(KEY).metadata();
        byte[] twelve = bucket.read(KEY);
        follow(bucket.publicUrl(KEY), publicKey);
        awaitInterval(12);
        publish(13);
        awaitInterval(13);
        byte[] thirteen = bucket.read(KEY);
        assertThat(new String(thirteen, UTF_8)).contains("policy_version", "policy_expires");

        bucket.replace(KEY, new String(thirteen, UTF_8).replace(":13,", ":1,").getBytes(UTF_8), signature);
        awaitRefusal("forged");
        bucket.replace(KEY, twelve, signature);
        awaitRefusal("replayed");
        bucket.replace(
                KEY,
                "{\"screenshot_interval\":1,\"capture_screenshots\":true,\"screenshot_blurred\":false}".getBytes(UTF_8),
                Map.of());
        bucket.replace(KEY + ".sig", new byte[0], Map.of());
        awaitRefusal("forged");
        assertThat(interval()).isEqualTo(13);

        Agent.expect(200, publisher.post("/api/v1/policy/publish", Map.of()));
        await().atMost(SOON)
                .until(() -> reader.capability("config-client")
                        .path("health")
                        .asText()
                        .equals("ok"));
        publish(14);
        awaitInterval(14);
        assertThat(publisher.errors()).isEmpty();
        assertThat(reader.errors()).isEmpty();
    }

    @Test
    void aFileIsSignedByCommandAndFollowedFromAnyServer() throws Exception {
        String publicKey = makeKey(reader);
        Agent.Outcome again = reader.outcome("policy-key");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.text()).contains("is there already");
        Path folder = Files.createDirectory(reader.home().resolve("www"));
        if (Agent.isRoot()) {
            Agent.run("chown", "65534:65534", folder.toString());
        }
        Path file = folder.resolve("policy.json");
        Files.writeString(
                file, "{\"screenshot_interval\":20,\"capture_screenshots\":true,\"screenshot_blurred\":true}");
        Agent.Outcome unnumbered = reader.outcome("sign-policy", file.toString());
        assertThat(unnumbered.code()).isEqualTo(1);
        assertThat(unnumbered.text()).contains("policy_version is missing").hasLineCount(1);

        sign(file, 21, 1, "2099-01-01T00:00:00.000Z");
        byte[] first = Files.readAllBytes(file);
        byte[] firstSignature = Files.readAllBytes(folder.resolve("policy.json.sig"));
        Process server = new ProcessBuilder("python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8))) {
            Matcher port = Pattern.compile("port (\\d+)").matcher(lines.readLine());
            assertThat(port.find()).isTrue();
            follow("http://127.0.0.1:" + port.group(1) + "/policy.json", publicKey);
            awaitInterval(21);
            sign(file, 22, 3, "2099-01-01T00:00:00.000Z");
            awaitInterval(22);

            Files.writeString(
                    file, Files.readString(file).replace("\"screenshot_interval\":22", "\"screenshot_interval\":1"));
            awaitRefusal("forged");
            Files.delete(folder.resolve("policy.json.sig"));
            awaitRefusal("unsigned");
            Files.write(folder.resolve("policy.json.sig"), firstSignature);
            Files.write(file, first);
            awaitRefusal("replayed");
            sign(file, 23, 2, "2099-01-01T00:00:00.000Z");
            awaitRefusal("stale");
            sign(file, 24, 4, "2026-01-01T00:00:00.000Z");
            awaitRefusal("expired");
            assertThat(interval()).isEqualTo(22);
            sign(file, 25, 5, "2099-01-01T00:00:00.000Z");
            awaitInterval(25);
        } finally {
            server.destroy();
            server.waitFor();
        }
        assertThat(reader.errors()).isEmpty();
    }

    // --- ---

    /** As whoever owns the machine makes it; what is printed is what agents pin. */
    private static String makeKey(Agent of) throws Exception {
        Agent.Outcome made = of.outcome("policy-key");
        assertThat(made.code()).as(made.text()).isZero();
        return made.text().strip().lines().reduce((before, last) -> last).orElseThrow();
    }

    private static void sign(Path file, int interval, int version, String expires) throws Exception {
        Files.writeString(
                file,
                JSON.writeValueAsString(Map.of(
                        "screenshot_interval", interval,
                        "capture_screenshots", true,
                        "screenshot_blurred", true,
                        "policy_version", version,
                        "policy_expires", expires)));
        Agent.Outcome signed = reader.outcome("sign-policy", file.toString());
        assertThat(signed.code()).as(signed.text()).isZero();
    }

    private static void follow(String url, String publicKey) throws IOException {
        reader.configure(
                "io.workstatus.agent.config.client",
                Map.of("url", url, "pollSeconds", 1, "publicKey", publicKey, "caFile", ""));
    }

    private static void publish(int interval) throws IOException {
        Agent.expect(
                200,
                publisher.put(
                        "/api/v1/policy",
                        Map.of(
                                "screenshot_interval", interval,
                                "capture_screenshots", true,
                                "screenshot_blurred", true)));
    }

    private static boolean isPublished(int interval) throws IOException {
        return bucket.stored().containsKey(KEY)
                && bucket.stored().get(KEY).metadata().containsKey("signature")
                && new String(bucket.read(KEY), UTF_8).contains(":" + interval + ",");
    }

    private static int interval() {
        return reader.status().path("policy").path("screenshot_interval").asInt();
    }

    private static void awaitInterval(int interval) {
        await().atMost(SOON).until(() -> interval() == interval);
    }

    /** The latest refusal is named so. */
    private static void awaitRefusal(String name) {
        await(name).atMost(SOON).until(() -> latestRefusal().contains(name));
    }

    private static String latestRefusal() throws IOException {
        JsonNode refusals = Agent.json(reader.get("/api/v1/journal?type=policy.refused&limit=1"));
        return refusals.path(0).path("data").path("why").asText();
    }
}
