package io.workstatus.agent.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Codes are guessed as fast as the machine goes, over HTTP, on a process that is killed in between. */
class CodeLimitTest {

    private static final int GUESSES = 500;

    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        agent = Agent.unpack().start().setUp();
    }

    @AfterEach
    void end() throws Exception {
        agent.close();
    }

    @Test
    void ofAThousandWrongCodesAtOnceFiveAreJudgedAChallengeAndTenInAllAlsoAfterAKill() throws Exception {
        assertThat(judged(guess(challenge(), GUESSES))).isEqualTo(5);
        killAndWait();
        List<HttpResponse<byte[]>> answers = guess(challenge(), GUESSES);
        assertThat(judged(answers)).isEqualTo(5);
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(401, 429);

        isLocked();
        killAndWait();
        isLocked();
        assertThat(judged(guess(challenge(), 20))).isZero();

        assertThat(agent.outcome("unlock", Agent.USER).code()).isZero();
        String challenge = challenge();
        String code = ofOathtool();
        assertThat(atOnce(100, () -> otp(challenge, code)))
                .filteredOn(answer -> answer.statusCode() == 204)
                .as("sign-ins with one code, a hundred times at once")
                .hasSize(1);
        assertThat(agent.errors()).isEmpty();
    }

    private void isLocked() throws Exception {
        HttpResponse<byte[]> right = otp(challenge(), agent.code());
        assertThat(right.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(right.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(86_000, 86_400);
    }

    /** How many codes were looked at and found wrong. */
    private static long judged(List<HttpResponse<byte[]>> answers) {
        return answers.stream()
                .filter(answer -> new String(answer.body(), UTF_8).contains("The code is not right"))
                .count();
    }

    private String challenge() throws IOException {
        HttpResponse<byte[]> answer =
                agent.post("/api/v1/login", Map.of("username", Agent.USER, "password", Agent.PASSWORD));
        Agent.expect(200, answer);
        return Agent.json(answer).path("challenge").asText();
    }

    private HttpResponse<byte[]> otp(String challenge, String code) throws IOException {
        return agent.post("/api/v1/login/otp", Map.of("challenge", challenge, "code", code, "record", false));
    }

    private List<HttpResponse<byte[]>> guess(String challenge, int times) throws Exception {
        String wrong = wrong();
        return atOnce(times, () -> otp(challenge, wrong));
    }

    /** A code that is right in none of the steps of the next minutes. */
    private String wrong() {
        long step = Instant.now().getEpochSecond() / 30;
        List<String> right = IntStream.rangeClosed(-2, 10)
                .mapToObj(offset -> Agent.code(agent.otpauth(), step + offset))
                .toList();
        return IntStream.range(0, right.size() + 1)
                .mapToObj("%06d"::formatted)
                .filter(code -> !right.contains(code))
                .findFirst()
                .orElseThrow();
    }

    /** What another program makes of the secret. */
    private String ofOathtool() throws IOException {
        Process oathtool = new ProcessBuilder("oathtool", "--totp", "--base32", Agent.secret(agent.otpauth())).start();
        return new String(oathtool.getInputStream().readAllBytes(), UTF_8).strip();
    }

    private void killAndWait() throws IOException {
        long before = agent.jvm();
        agent.kill();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> agent.jvm() != before);
        agent.awaitReady();
    }

    private static <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(24);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(java.util.Collections.nCopies(times, call))) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
