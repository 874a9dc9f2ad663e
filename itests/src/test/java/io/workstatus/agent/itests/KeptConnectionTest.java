package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.itests.Wire.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection carries one request after the other, whether a servlet has read the body or not. */
class KeptConnectionTest {

    private static Agent agent;

    @BeforeAll
    static void start() throws Exception {
        agent = Agent.unpack().start().setUpAndSignIn();
    }

    @AfterAll
    static void end() throws Exception {
        agent.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/policy/versions/999999/restore, true, 404", // its servlet does not look at the body
        "/api/v1/nowhere, true, 404",
        "/api/v1/pause, false, 401", // refused by the door
        "/api/v1/status, true, 405"
    })
    void bodyThatComesLateAndThatNobodyReadsLeavesTheConnectionWhole(String path, boolean signedIn, int status)
            throws Exception {
        try (Wire wire = new Wire(agent.port())) {
            for (int round = 0; round < 5; round++) {
                wire.say(head(path, signedIn) + "Content-Length: 20\r\n\r\n");
                Thread.sleep(50); // the servlet is done by then, or it is not: neither may matter
                wire.say("{\"nobody\": \"reads it\"}".substring(0, 20));
                Answer answer = wire.answer();
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.headers()).doesNotContainEntry("connection", "close");
                assertThat(answer.isProblem()).isTrue();
            }
        }
    }

    @Test
    void bodyThatIsRefusedEndsTheConnectionAfterItsAnswerAndSaysSo() throws Exception {
        try (Wire wire = new Wire(agent.port())) {
            wire.say(head("/api/v1/pause", true) + "Content-Length: 3000000\r\n\r\n");
            wire.say("x".repeat(3_000_000));
            Answer answer = wire.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.headers()).containsEntry("connection", "close");
        }
    }

    private static String head(String path, boolean signedIn) throws IOException {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost:" + agent.port()
                + "\r\nX-Requested-By: test\r\nContent-Type: application/json\r\n"
                + (signedIn ? "Cookie: " + agent.cookie() + "\r\n" : "");
    }
}
