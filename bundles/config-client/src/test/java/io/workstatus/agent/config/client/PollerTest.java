package io.workstatus.agent.config.client;

import static io.workstatus.agent.config.client.RawServer.bytes;
import static io.workstatus.agent.config.client.RawServer.ok;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.policy.Policy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PollerTest {

    private static final String AGENT = "6b0a1c1e-0000-4000-8000-000000000001";
    private static final Limits SMALL = new Limits(Duration.ofSeconds(1), 1_024, 3);
    private static final String GOOD =
            "{\"screenshot_interval\": 15, \"capture_screenshots\": true, \"screenshot_blurred\": false}";
    private static final String FLAGS = ",\"capture_screenshots\":true,\"screenshot_blurred\":true}";

    private final Fakes.Kept kept = new Fakes.Kept();
    private final Fakes.Notes journal = new Fakes.Notes();
    private RawServer server;
    private volatile Optional<String> objection = Optional.empty();
    private final Fakes.Time time = new Fakes.Time();

    @TempDir
    private Path home;

    private PinnedKey pinned;
    private Poller poller;

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @AfterEach
    void stop() throws Exception {
        poller.close();
        server.close();
    }

    @Test
    void theOldWireFormatIsApplied() throws Exception {
        start(ok(GOOD));

        await().until(() -> journal.types().contains("policy.applied"));
        assertThat(kept.map())
                .containsEntry(Policy.INTERVAL_SECONDS, 900.0)
                .containsEntry(Policy.ENABLED, true)
                .containsEntry(Policy.BLURRED, false)
                .containsEntry(Policy.SOURCE, server.url())
                .containsKey(Policy.DOCUMENT);
        assertThat(journal.entries.get(0).data())
                .isEqualTo(Map.of(
                        "source", server.url(),
                        "policy",
                                Map.of(
                                        "screenshot_interval",
                                        15,
                                        "capture_screenshots",
                                        true,
                                        "screenshot_blurred",
                                        false),
                        "before", Map.of()));
    }

    @Test
    void anUnknownNameIsKeptAndChangesNothingElse() throws Exception {
        start(ok(GOOD.replace("{", "{\"colour\": [1, {\"a\": null}], ")));

        await().until(() -> kept.updates.get() == 1);
        assertThat(kept.map()).containsEntry(Policy.INTERVAL_SECONDS, 900.0);
        assertThat((String) kept.map().get(Policy.DOCUMENT)).contains("\"colour\":[1,{\"a\":null}]");
    }

    @Test
    void aValueOutOfBoundsIsNamedWithTheReason() throws Exception {
        start(ok(GOOD));
        await().until(() -> kept.updates.get() == 1);
        server.answerWith(ok(GOOD.replace("15", "0").replace("false", "true")));
        poller.askNow();

        await().until(() -> poller.trouble() != null);
        assertThat(poller.trouble())
                .endsWith("is refused: screenshot_interval is to be from 0.25 seconds to a day, not 0");
        assertThat(kept.map()).containsEntry(Policy.BLURRED, false);
    }

    @Test
    void whatSomebodyElseObjectsToIsRefusedWhole() throws Exception {
        objection = Optional.of("working_hours.zone is to be a time zone");
        start(ok(GOOD));
        await().until(() -> journal.types().contains("policy.refused"));
        assertThat(kept.updates).hasValue(0);
        assertThat(poller.trouble()).contains("working_hours.zone");

        objection = Optional.empty();
        askUntilAnswered(1);
        await().until(() -> kept.updates.get() == 1);
    }

    @Test
    void theSamePolicyIsAppliedOnce() throws Exception {
        start(ok(GOOD));
        await().until(() -> kept.updates.get() == 1);

        server.answerWith(ok(GOOD.replace(" ", "")));
        askUntilAnswered(3);

        assertThat(kept.updates).hasValue(1);
        assertThat(journal.types()).containsExactly("policy.applied");
    }

    @Test
    void whatIsKnownIsNotSentAgain() throws Exception {
        start(ok(GOOD, "ETag: \"abc\"\r\n"));
        await().until(() -> kept.updates.get() == 1);
        server.answerWith(bytes("HTTP/1.1 304 Not Modified\r\n\r\n"));
        askUntilAnswered(1);

        assertThat(server.requests.get(1)).contains("If-None-Match: \"abc\"");
        assertThat(poller.trouble()).isNull();
    }

    /** As a cache in front of a bucket answers: an age, a weak tag, and for a while what is no longer so. */
    @Test
    void aStaticAddressBehindACacheIsFollowedByItsTagsAsTheyCome() throws Exception {
        String cached = """
                Age: 3599
                Cache-Control: public, max-age=3600
                Via: 1.1 edge
                X-Cache: Hit
                Content-Type: binary/octet-stream
                """.replace("\n", "\r\n");
        start(ok(GOOD, "ETag: W/\"one\"\r\n" + cached));
        await().until(() -> kept.updates.get() == 1);

        server.answerWith(bytes("HTTP/1.1 304 Not Modified\r\nETag: W/\"one\"\r\n" + cached + "\r\n"));
        askUntilAnswered(2);
        assertThat(server.requests.get(2)).contains("If-None-Match: W/\"one\"");
        // One that was purged, and tags what are the same bytes otherwise.
        server.answerWith(ok(GOOD, "ETag: \"one-gzip\"\r\n" + cached));
        askUntilAnswered(1);
        server.answerWith(bytes("HTTP/1.1 304 Not Modified\r\n" + cached + "\r\n"));
        askUntilAnswered(1);
        assertThat(server.requests.get(4)).contains("If-None-Match: \"one-gzip\"");
        assertThat(kept.updates).hasValue(1);

        server.answerWith(ok(GOOD.replace("15", "20"), cached));
        askUntilAnswered(1);
        await().until(() -> kept.updates.get() == 2);
        askUntilAnswered(1);
        assertThat(server.requests.get(6)).as("it came without a tag").doesNotContain("If-None-Match");
        assertThat(poller.trouble()).isNull();
        assertThat(journal.types()).containsExactly("policy.applied", "policy.applied");
    }

    @Test
    void aPolicyThatSomebodyTookAwayOrEditedIsPutBackAtOnce() throws Exception {
        start(ok(GOOD, "ETag: \"abc\"\r\n"));
        await().until(() -> kept.updates.get() == 1);
        Map<String, Object> good = kept.map();
        kept.properties = Map.of();
        poller.look();
        await().until(() -> kept.map().equals(good));
        Map<String, Object> edited = new java.util.HashMap<>(good);
        edited.put(Policy.BLURRED, true);
        kept.properties = Map.copyOf(edited);
        poller.look();

        await().until(() -> kept.map().equals(good));
        assertThat(server.requests).hasSize(1);
        assertThat(journal.types()).containsExactly("policy.applied", "policy.restored", "policy.restored");
    }

    @Test
    void whatIsPutBackIsPutBackOnceMoreAsTheRuntimeMayTakeTheEditForIt() throws Exception {
        start(ok(GOOD));
        await().until(() -> kept.updates.get() == 1);
        kept.properties = Map.of();
        poller.look();

        await().until(() -> kept.puts.get() == 3);
        assertThat(journal.types()).containsExactly("policy.applied", "policy.restored");
    }

    @Test
    void whatFollowsAnotherPolicyCloselyIsPutInForceOnceMoreAsTheRuntimeMayTakeTheFirstForIt() throws Exception {
        start(ok(GOOD));
        await().until(() -> kept.updates.get() == 1);
        server.answerWith(ok(GOOD.replace("15", "16")));
        poller.askNow();

        await().until(() -> kept.puts.get() == 3);
        assertThat(kept.updates).hasValue(2);
        assertThat(kept.map()).containsEntry(Policy.INTERVAL_SECONDS, 960.0);
        assertThat(journal.types()).containsExactly("policy.applied", "policy.applied");
    }

    @Test
    void theLastGoodPolicyIsThereAfterARestartAlsoWhenItsConfigurationIsNotAndNobodyAnswers() throws Exception {
        start(ok(GOOD));
        await().until(() -> kept.updates.get() == 1);
        Map<String, Object> good = kept.map();
        poller.close();
        kept.properties = Map.of();
        server.answerWith(bytes("HTTP/1.1 503 Service Unavailable\r\n\r\n"));
        begin(PolicySource.of(server.url(), "1"));

        await().until(() -> kept.map().equals(good));
        await().until(() -> poller.trouble() != null);
        assertThat(poller.trouble()).contains("503");
    }

    @Test
    void itTellsWhoItIsAndHowItIsButNotToWhomItIsRedirected() throws Exception {
        try (RawServer other = new RawServer(ok(GOOD))) {
            start(ok(GOOD));
            await().until(() -> kept.updates.get() == 1);
            askUntilAnswered(1);
            assertThat(server.requests.get(0))
                    .contains(
                            "Workstatus-Agent: " + AGENT + "\r\n",
                            "Workstatus-User: %C3%A4da%20b\r\n",
                            "Workstatus-Version: 1.2.3\r\n",
                            "Workstatus-Queue: pending=3, quarantined=1\r\n",
                            "Workstatus-Health: ok\r\n")
                    .doesNotContain("Workstatus-Policy");
            assertThat(server.requests.get(1))
                    .contains("Workstatus-Policy: " + PolicyGuard.hash(GOOD.getBytes(US_ASCII)) + "\r\n");

            server.answerWith(bytes("HTTP/1.1 302 Found\r\nLocation: " + other.url() + "\r\n\r\n"));
            askUntilAnswered(1);
            await().until(() -> !other.requests.isEmpty());
            assertThat(other.requests.get(0)).doesNotContain("Workstatus-");
        }
    }

    @Test
    void badAnswersOfEveryKindAndHundredsOfMegabytesLeaveNothingBehind() throws Exception {
        start(ok(GOOD));
        await().until(() -> kept.updates.get() == 1);
        List<RawServer.Script> answers = bad().map(Arguments::get)
                // These only take their time, which others show.
                .filter(bad -> !bad[0].toString().matches("slow.*|silence"))
                .map(bad -> (RawServer.Script) bad[1])
                .toList();
        assertThat(answers).hasSizeGreaterThan(30);
        answerWithEach(answers);
        long before = used();
        answerWithEach(answers);
        server.answerWith(ok(GOOD));
        askUntilAnswered(1);
        await().until(() -> poller.trouble() == null);

        assertThat(kept.updates).hasValue(1);
        assertThat(used() - before).isLessThan(2L << 20);
    }

    private void answerWithEach(List<RawServer.Script> answers) {
        for (RawServer.Script answer : answers) {
            server.answerWith(answer);
            askUntilAnswered(1);
        }
    }

    @Test
    void aServerThatComesLateIsAskedInAHurryIfItIsOnesOwn() throws Exception {
        start(bytes("HTTP/1.1 503 Service Unavailable\r\n\r\n"), true);
        await().until(() -> !server.requests.isEmpty());
        server.answerWith(bytes("HTTP/1.1 404 Not Found\r\n\r\n"));
        await().until(() -> server.requests.size() > 1);
        server.answerWith(ok(GOOD));

        await().until(() -> kept.updates.get() == 1);
        assertThat(poller.trouble()).isNull();
    }

    @Test
    void aRedirectIsFollowed() throws Exception {
        start(out -> {
            boolean first = server.requests.size() == 1;
            (first ? bytes("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n") : ok(GOOD)).answer(out);
        });

        await().until(() -> kept.updates.get() == 1);
        assertThat(server.requests.get(1)).startsWith("GET /elsewhere ");
    }

    @Test
    void oneReasonIsJournaledOnce() throws Exception {
        start(ok("<html>"));
        await().until(() -> poller.trouble() != null);
        askUntilAnswered(3);
        server.answerWith(bytes("HTTP/1.1 404 Not Found\r\n\r\n"));
        askUntilAnswered(1);

        await().until(() -> journal.entries.size() == 2);
        assertThat(journal.types()).containsOnly("policy.refused");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void aBadAnswerChangesNothing(String name, RawServer.Script script) throws Exception {
        start(ok(GOOD));
        await().until(() -> kept.updates.get() == 1 && poller.trouble() == null);
        Map<String, Object> before = kept.map();

        server.answerWith(script);
        poller.askNow();

        await().until(() -> poller.trouble() != null);
        assertThat(kept.map()).isEqualTo(before);
        assertThat(poller.trouble()).doesNotContain("\n").hasSizeLessThan(300);

        server.answerWith(ok(GOOD));
        poller.askNow();
        await().until(() -> poller.trouble() == null);
        assertThat(kept.updates).hasValue(1);
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                bad("empty", ok("")),
                bad("text", ok("interval=15")),
                bad("HTML with 200", ok("<!doctype html><p>Sign in</p>", "Content-Type: text/html\r\n")),
                bad("an array", ok("[" + GOOD + "]")),
                bad("null", ok("null")),
                bad("two documents", ok(GOOD + GOOD)),
                bad("truncated JSON", ok(GOOD.substring(0, 40))),
                bad("single quotes", ok(GOOD.replace('"', '\''))),
                bad("no interval", ok("{\"x\":1" + FLAGS)),
                bad("no capture", ok("{\"screenshot_interval\":15,\"screenshot_blurred\":true}")),
                bad("no blur", ok("{\"screenshot_interval\":15,\"capture_screenshots\":true}")),
                bad("interval 0", ok("{\"screenshot_interval\":0" + FLAGS)),
                bad("interval -1", ok("{\"screenshot_interval\":-1" + FLAGS)),
                bad("interval too small", ok("{\"screenshot_interval\":0.004" + FLAGS)),
                bad("interval too big", ok("{\"screenshot_interval\":1441" + FLAGS)),
                bad("interval huge", ok("{\"screenshot_interval\":1e99999" + FLAGS)),
                bad("interval of a million digits", ok("{\"screenshot_interval\":" + "1".repeat(900) + FLAGS)),
                bad("interval NaN", ok("{\"screenshot_interval\":NaN" + FLAGS)),
                bad("interval null", ok("{\"screenshot_interval\":null" + FLAGS)),
                bad("interval a string", ok("{\"screenshot_interval\":\"15\"" + FLAGS)),
                bad("interval true", ok("{\"screenshot_interval\":true" + FLAGS)),
                bad("seconds 0", ok("{\"screenshot_interval\":15,\"screenshot_interval_seconds\":0" + FLAGS)),
                bad(
                        "seconds good, minutes bad",
                        ok("{\"screenshot_interval\":0,\"screenshot_interval_seconds\":5" + FLAGS)),
                bad("capture 1", ok(GOOD.replace("true", "1"))),
                bad("blur a string", ok(GOOD.replace("false", "\"false\""))),
                bad("a name twice", ok("{\"screenshot_interval\":15,\"screenshot_interval\":15" + FLAGS)),
                bad("nested too deep", ok("{\"x\":" + "[".repeat(200) + "]".repeat(200) + "}")),
                bad("not UTF-8", ok(GOOD.replace("{", "{\"ä\":1,"))),
                bad("another charset", ok(GOOD, "Content-Type: application/json; charset=utf-16\r\n")),
                bad("gzip", ok("\u001f\u008b garbage", "Content-Encoding: gzip\r\n")),
                bad("longer than allowed", ok(GOOD + " ".repeat(1_024))),
                bad("100 MB announced", bytes("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n" + GOOD)),
                bad("endless", PollerTest::endless),
                bad("endless headers", PollerTest::endlessHeaders),
                bad("an endless header", PollerTest::endlessLine),
                bad("a gzip bomb", PollerTest::gzipBomb),
                bad("endless in chunks", PollerTest::endlessChunks),
                bad("cut short", bytes("HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + GOOD)),
                bad("chunks cut short", bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n" + GOOD)),
                bad("slow drip of a body", out -> drip(out, "HTTP/1.1 200 OK\r\nContent-Length: 87\r\n\r\n", GOOD)),
                bad("slow drip of headers", out -> drip(out, "", "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(200))),
                bad("silence", out -> drip(out, "", "")),
                bad("redirects in a loop", bytes("HTTP/1.1 302 Found\r\nLocation: /policy\r\n\r\n")),
                bad("redirects to a file", bytes("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n")),
                bad("redirects to nowhere", bytes("HTTP/1.1 302 Found\r\nLocation: :::\r\n\r\n")),
                bad("304 that was not asked for", bytes("HTTP/1.1 304 Not Modified\r\n\r\n")),
                bad("204", bytes("HTTP/1.1 204 No Content\r\n\r\n")),
                bad("401", bytes("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\n\r\n")),
                bad("500", bytes("HTTP/1.1 500 Oops\r\nContent-Length: 87\r\n\r\n" + GOOD)),
                bad("no HTTP", bytes("SSH-2.0-OpenSSH_9.2\r\n")),
                bad("nothing at all", bytes("")));
    }

    private static Arguments bad(String name, RawServer.Script script) {
        return Arguments.of(name, script);
    }

    @Test
    void signedPoliciesAreTakenAndForgedUnsignedReplayedStaleExpiredAndForeignOnesRefusedByName() throws Exception {
        java.security.KeyPair pair =
                java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        java.security.KeyPair other =
                java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        pinned = PinnedKey.parse(
                java.util.Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        String five = signable(5, "2026-12-01T00:00:00.000Z", "");
        String seven = signable(7, "2026-12-01T00:00:00.000Z", "");
        start(signed(five, pair, five));
        await().until(() -> kept.updates.get() == 1);
        server.answerWith(signed(seven, pair, seven));
        poller.askNow();
        await().until(() -> kept.updates.get() == 2);
        Map<String, Object> good = kept.map();

        refused("unsigned", out -> {
            boolean beside = server.requests.get(server.requests.size() - 1).startsWith("GET /policy.sig ");
            (beside ? bytes("HTTP/1.1 404 Not Found\r\n\r\n") : ok(seven)).answer(out);
        });
        refused("forged", signed(seven.replace("15", "16"), pair, seven));
        refused("forged", signed(seven, other, seven));
        refused("forged", ok(seven, "Workstatus-Signature: !!\r\n"));
        refused("replayed", signed(five, pair, five));
        String six = signable(6, "2026-12-01T00:00:00.000Z", "");
        refused("stale", signed(six, pair, six));
        String old = signable(8, "2026-11-22T11:59:59.999Z", "");
        refused("expired", signed(old, pair, old));
        String foreign =
                signable(8, "2026-12-01T00:00:00.000Z", ",\"policy_for\":\"6b0a1c1e-0000-4000-8000-000000000002\"");
        refused("another agent", signed(foreign, pair, foreign));
        refused("policy_version", signed(GOOD, pair, GOOD));
        assertThat(kept.map()).isEqualTo(good);

        // Also after a restart nothing older is taken.
        poller.close();
        server.answerWith(signed(five, pair, five));
        begin(PolicySource.of(server.url(), "1"));
        await().until(() -> poller.trouble() != null);
        assertThat(poller.trouble()).contains("replayed");
        assertThat(kept.map()).isEqualTo(good);

        // A signature beside a static file, and as an object store hands metadata out.
        String eight = signable(8, "2026-12-01T00:00:00.000Z", "");
        server.answerWith(out -> {
            boolean beside = server.requests.get(server.requests.size() - 1).startsWith("GET /policy.sig ");
            ok(beside ? signature(eight, pair) + "\n" : eight).answer(out);
        });
        poller.askNow();
        await().until(() -> kept.updates.get() == 3);
        String nine = signable(9, "2026-12-01T00:00:00.000Z", "");
        server.answerWith(ok(nine, "ETag: \"9\"\r\nx-amz-meta-signature: " + signature(nine, pair) + "\r\n"));
        poller.askNow();
        await().until(() -> kept.updates.get() == 4);

        // What is in force may expire, and stays, and is said to be.
        await().until(() -> poller.trouble() == null);
        time.now = java.time.Instant.parse("2026-12-02T00:00:00.000Z");
        server.answerWith(bytes("HTTP/1.1 304 Not Modified\r\n\r\n"));
        poller.askNow();
        await().until(() -> poller.trouble() != null);
        assertThat(poller.trouble()).contains("expired");
        assertThat(kept.updates).hasValue(4);
    }

    private void refused(String name, RawServer.Script script) {
        server.answerWith(script);
        poller.askNow();
        await(name).until(() -> poller.trouble() != null && poller.trouble().contains(name));
        assertThat(kept.updates).hasValue(2);
    }

    private static String signable(int version, String expires, String more) {
        return "{\"screenshot_interval\":15,\"capture_screenshots\":true,\"screenshot_blurred\":true,\"policy_version\":"
                + version + ",\"policy_expires\":\"" + expires + "\"" + more + "}";
    }

    private static RawServer.Script signed(String sent, java.security.KeyPair pair, String signed) throws Exception {
        return ok(sent, "Workstatus-Signature: " + signature(signed, pair) + "\r\n");
    }

    private static String signature(String text, java.security.KeyPair pair) {
        try {
            java.security.Signature signer = java.security.Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(text.getBytes(US_ASCII));
            return java.util.Base64.getEncoder().encodeToString(signer.sign());
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void endless(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
        byte[] block = new byte[65_536];
        while (true) {
            out.write(block);
        }
    }

    /** 100 MB of spaces in 100 kB. */
    private static void gzipBomb(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n"
                .getBytes(US_ASCII));
        try (java.util.zip.GZIPOutputStream bomb = new java.util.zip.GZIPOutputStream(out)) {
            byte[] block = " ".repeat(1 << 20).getBytes(US_ASCII);
            for (int i = 0; i < 100; i++) {
                bomb.write(block);
            }
        }
    }

    private static void endlessChunks(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(US_ASCII));
        while (true) {
            out.write("10\r\n0123456789abcdef\r\n".getBytes(US_ASCII));
        }
    }

    /** A byte every 50 ms, and then nothing until the client has enough. */
    private static void drip(OutputStream out, String atOnce, String slowly) throws IOException, InterruptedException {
        out.write(atOnce.getBytes(US_ASCII));
        for (int i = 0; i < slowly.length() || !Thread.currentThread().isInterrupted(); i++) {
            if (i < slowly.length()) {
                out.write(slowly.charAt(i));
                out.flush();
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private void start(RawServer.Script script) throws Exception {
        start(script, false);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void endlessHeaders(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
        byte[] block = "X: 0123456789abcdef\r\n".repeat(1_000).getBytes(US_ASCII);
        while (true) {
            out.write(block);
        }
    }

    private static void endlessLine(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(US_ASCII));
        byte[] block = "x".repeat(65_536).getBytes(US_ASCII);
        while (true) {
            out.write(block);
        }
    }

    private void start(RawServer.Script script, boolean own) throws Exception {
        server = new RawServer(script);
        begin(PolicySource.of(server.url(), own ? String.valueOf(server.port()) : "1"));
    }

    private void begin(PolicySource source) {
        Pace pace = new Pace(Duration.ofHours(1), source.own(), RandomGenerator.getDefault());
        poller = new Poller(
                journal,
                time,
                new PolicyConfiguration(kept.admin()),
                source,
                pace,
                SMALL,
                new Credentials(home, null),
                new PolicyGuard(
                        time,
                        AGENT,
                        document -> objection,
                        pinned,
                        Optional.ofNullable(pinned)
                                .map(key -> new AcceptedPolicies(home.resolve("policy/accepted.json"), key))),
                new LastGood(home.resolve("policy/last-good.json")),
                () -> new Report(
                        AGENT,
                        "1.2.3",
                        Optional.of("äda b"),
                        Map.of("pending", 3L, "quarantined", 1),
                        Optional.of("ok")));
        poller.askNow();
    }

    private void askUntilAnswered(int times) {
        for (int i = 0; i < times; i++) {
            int before = server.requests.size();
            poller.askNow();
            await().until(() -> server.requests.size() > before);
        }
    }
}
