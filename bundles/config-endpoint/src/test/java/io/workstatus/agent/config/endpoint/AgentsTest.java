package io.workstatus.agent.config.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentsTest {

    private static final String ONE = "6b0a1c1e-0000-4000-8000-000000000001";
    private static final String TWO = "6b0a1c1e-0000-4000-8000-000000000002";

    private final Fakes.Time time = new Fakes.Time();
    private final Served served = new ServedPolicies(PolicySet.PRIVATE, null).all();

    @TempDir
    private Path home;

    @Test
    void whatAnAgentReportsIsListedTheLatestFirst() throws Exception {
        Agents agents = new Agents(home, time);
        saw(agents, ONE, Map.of());
        time.now = time.now.plusSeconds(1);
        saw(
                agents,
                TWO,
                Map.of(
                        "Workstatus-User", "%C3%A4da",
                        "Workstatus-Version", "1.2.3",
                        "Workstatus-Policy", served.etag().replace("\"", ""),
                        "Workstatus-Queue", "pending=3, quarantined=0, oldest=2026-11-22T11:00:00.000Z",
                        "Workstatus-Health", "warn"));

        assertThat(agents.list(10)).extracting(Sighting::id).containsExactly(TWO, ONE);
        assertThat(agents.list(1).get(0).toJson())
                .hasToString("""
                {"id":"%s","user":"äda","version":"1.2.3","policy":"%s","current":true,\
                "lastSeen":"2026-11-22T12:00:01.000Z",\
                "queue":{"pending":3,"quarantined":0,"oldest":"2026-11-22T11:00:00.000Z"},"health":"warn"}""".formatted(TWO, served.etag().replace("\"", "")));
        agents.close();
        assertThat(new Agents(home, time).list(10)).isEqualTo(agents.list(10));
    }

    @Test
    void whatIsNoReportIsLeftOut() throws Exception {
        Agents agents = new Agents(home, time);
        saw(
                agents,
                ONE,
                Map.of(
                        "Workstatus-User", "a%00b",
                        "Workstatus-Version", "<script>",
                        "Workstatus-Policy", "abc",
                        "Workstatus-Queue", "pending=-1",
                        "Workstatus-Health", "great"));
        saw(agents, "../etc", Map.of());

        assertThat(agents.list(10)).containsExactly(new Sighting(ONE, null, null, null, false, time.now, null, null));
        agents.close();
    }

    private void saw(Agents agents, String id, Map<String, String> headers) {
        agents.saw(Caller.of(id, headers.get("Workstatus-User")), Fakes.request(headers), served);
    }
}
