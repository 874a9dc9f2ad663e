package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the folder as the store, its objects are what retention governs. */
class RetentionTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String PID = "io.workstatus.agent.retention";

    private XScreen screen;
    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        screen = XScreen.start().showPattern();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start().setUpAndSignIn();
    }

    @AfterEach
    void end() throws Exception {
        try {
            agent.close();
        } finally {
            screen.close();
        }
    }

    @Test
    void whatIsTooOldGoesIntoItsMonthsArchiveThenAwayAndStatusNoticeAndJournalSaySo() throws Exception {
        agent.policy(0.25, true);
        agent.awaitStoredMoreThan(3);
        agent.policy(600, true);
        List<Path> old = agent.stored().subList(0, 2);
        for (Path file : old) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-15T12:00:00Z")));
        }
        String id = old.get(0).getFileName().toString().replaceAll(".*-([0-9A-Z]{26})\\.jpg", "$1");
        assertThat(agent.get("/api/v1/screenshots/" + id).statusCode()).isEqualTo(200);

        agent.configure(PID, Map.of("sentMaxAgeDays", 30, "archive", true));

        await().atMost(SOON).until(() -> sent().path("removed").path("copies").asInt() == 2);
        assertThat(agent.stored()).isNotEmpty().doesNotContainAnyElementsOf(old);
        assertThat(agent.home().resolve("archive/sent-2026-01.tar")).isNotEmptyFile();
        assertThat(sent().path("next").path("name").asText()).contains("dt=");
        assertThat(agent.get("/api/v1/screenshots/" + id).statusCode()).isEqualTo(410);
        assertThat(journal()).contains("retention.removed");
        assertThat(agent.status().path("queue").path("unaccounted").asInt()).isZero();

        agent.configure(PID, Map.of("sentMaxAgeDays", 30, "archive", false));
        await().atMost(SOON).until(() -> agent.notice().toString().contains("30 days"));
        assertThat(agent.capability("retention").path("state").asText()).isEqualTo("active");
        assertThat(agent.errors()).isEmpty();
    }

    private JsonNode sent() {
        return agent.status().path("retention").path("sent");
    }

    private String journal() throws Exception {
        return new String(
                agent.get("/api/v1/journal?limit=10000&type=retention.removed").body(), StandardCharsets.UTF_8);
    }
}
