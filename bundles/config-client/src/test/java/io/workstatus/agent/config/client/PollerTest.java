package io.workstatus.agent.config.client;

import static io.workstatus.agent.config.client.RawServer.bytes;
import static io.workstatus.agent.config.client.RawServer.ok;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.policy.Policy;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PollerTest {

    private static final Limits SMALL = new Limits(Duration.ofMillis(400), 1_024, 3);
    private static final String GOOD =
            "{\"screenshot_interval\": 15, \"capture_screenshots\": true, \"screenshot_blurred\": false}";
    private static final String FLAGS = ",\"capture_screenshots\":true,\"screenshot_blurred\":true}";

    private final Fakes.Kept kept = new Fakes.Kept();
    private final Fakes.Notes journal = new Fakes.Notes();
    private RawServer server;
    private volatile Optional<String> objection = Optional.empty();
    private Poller poller;

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

    @Test
    void aPolicyThatSomebodyTookAwayIsFetchedAndAppliedAgain() throws Exception {
        start(ok(GOOD, "ETag: \"abc\"\r\n"));
        await().until(() -> kept.updates.get() == 1);
        kept.properties = Map.of();
        askUntilAnswered(1);

        assertThat(server.requests.get(1)).doesNotContain("If-None-Match");
        await().until(() -> kept.updates.get() == 2);
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
        await().until(() -> kept.updates.get() == 1);
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

    private static void endless(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
        byte[] block = new byte[65_536];
        while (true) {
            out.write(block);
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

    private void start(RawServer.Script script, boolean own) throws Exception {
        server = new RawServer(script);
        PolicySource source = PolicySource.of(server.url(), own ? String.valueOf(server.port()) : "1");
        Pace pace = new Pace(Duration.ofHours(1), source.own(), RandomGenerator.getDefault());
        poller = new Poller(
                journal,
                new Fakes.Time(),
                new PolicyConfiguration(kept.admin()),
                source,
                pace,
                SMALL,
                document -> objection);
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
