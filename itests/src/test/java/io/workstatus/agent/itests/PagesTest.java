package io.workstatus.agent.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every page of ours, those within the web console's frame included. */
class PagesTest {

    private static final List<String> PAGES = List.of("/", "/day", "/data", "/policy", "/account");
    private static final Map<String, String> CONSOLE = Map.of(
            "/system/console/workstatus", "#workstatus-agent",
            "/system/console/workstatus-policy", "#workstatus-policy",
            "/system/console/workstatus-users", "#workstatus-users",
            "/system/console/workstatus-journal", "#workstatus-journal",
            "/system/console/workstatus-queue", "#workstatus-queue");
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Markup, a script's start, and a mark that turns what follows round. */
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202e<script>alert(2)</script>";

    private XScreen screen;
    private Agent agent;
    private Browser browser;
    private Page page;

    @BeforeEach
    void start() throws Exception {
        screen = XScreen.start().showPattern();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start().setUpAndSignIn();
        agent.policy(1, true);
        agent.awaitStoredMoreThan(0);
        browser = new Browser().as(agent);
        page = browser.page();
    }

    @AfterEach
    void close() throws Exception {
        try {
            browser.close();
        } finally {
            agent.close();
            screen.close();
        }
    }

    @Test
    void nobodyIsKeptOutAndNothingIsCutOffOnANarrowScreen() throws Exception {
        List<String> barriers = new ArrayList<>();
        CONSOLE.forEach((path, within) -> {
            open(path);
            page.waitForSelector(within + " .panel table");
            Browser.barriers(page, within).forEach(barrier -> barriers.add(path + " " + barrier));
        });
        page.setViewportSize(360, 800);
        for (String path : PAGES) {
            open(path);
            settle();
            Browser.barriers(page, "html").forEach(barrier -> barriers.add(path + " " + barrier));
            Object width = page.evaluate("document.documentElement.scrollWidth");
            if (((Number) width).intValue() > 360) {
                barriers.add(path + " is " + width + " pixels wide on a screen of 360");
            }
        }

        assertThat(barriers).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void withAnyCapabilityStoppedEveryPageWorksAndSaysWhatIsMissing() throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode capability : agent.status().path("capabilities")) {
            ids.add(capability.path("id").asText());
        }
        assertThat(ids).hasSizeGreaterThan(8);
        ids.removeAll(List.of("mfa", "web")); // without these there is no page, and the door says why
        for (String id : ids) {
            Agent.expect(200, agent.post("/api/v1/bundles/" + id + "/stop", Map.of()));
            open("/");
            settle();
            page.waitForSelector("#capabilities tr[data-state=stopped]:has(th:text-is('" + id + "'))");
            for (String path : PAGES.subList(1, PAGES.size())) {
                open(path);
                settle();
                assertThat(page.locator("h1").first().textContent()).isNotBlank();
            }
            switch (id) {
                case "upload" -> {
                    says("/", "#queue", "The upload queue is not there: “upload” is stopped");
                    says("/day", "#day-problem", "upload");
                    says("/data", "#data-leaves", "The upload queue is not there: “upload” is stopped");
                    says(
                            "/system/console/workstatus-queue",
                            "#workstatus-queue",
                            "The upload queue is not there: “upload” is stopped");
                }
                case "tracking" -> {
                    says("/", "#reasons", "Leave to record is not there: “tracking” is stopped");
                    says("/data", "#data-notice", "The notice is not there: “tracking” is stopped");
                }
                case "activity" -> says("/day", "#day-problem", "activity");
                case "config-endpoint" ->
                    says("/policy", "main", "The policy that is served is not there: “config-endpoint” is stopped");
                case "capture", "blur" -> says("/", "#capabilities", id);
                default -> says("/", "#capabilities", "Stopped");
            }
            Agent.expect(200, agent.post("/api/v1/bundles/" + id + "/start", Map.of()));
        }

        assertThat(browser.complaints())
                .as("what is away answers 503, and without the store a picture is gone")
                .allMatch(complaint -> complaint.matches("Failed to load resource: .* status of (503|410) .*"));
    }

    @Test
    void hostileTextIsText() throws Exception {
        page.onDialog(dialog -> {
            throw new AssertionError("a script ran: " + dialog.message());
        });
        Agent.expect(
                200,
                agent.put(
                        "/api/v1/policy",
                        Map.of(
                                "screenshot_interval",
                                5,
                                "capture_screenshots",
                                true,
                                "screenshot_blurred",
                                true,
                                HOSTILE,
                                HOSTILE)));
        Agent.expect(204, agent.post("/api/v1/pause", Map.of("minutes", 60, "reason", HOSTILE)));
        Files.write(agent.distribution().resolve("load/<img src=x onerror=alert(3)>.jar"), new byte[] {1, 2, 3});
        await("the jar that is none is journaled")
                .atMost(SOON)
                .until(() ->
                        new String(agent.get("/api/v1/journal?limit=100").body(), UTF_8).contains("onerror=alert(3)"));

        showsAsText("/", "#reasons", "alert(1)");
        showsAsText("/", "#log", "alert(1)");
        showsAsText("/", "#log", "alert(3)");
        showsAsText("/day", "#blocks", "alert(1)");
        showsAsText("/policy", "#workstatus-policy table", "alert(2)");
        showsAsText("/system/console/workstatus", "#workstatus-agent", "alert(1)");
        showsAsText("/system/console/workstatus-journal", "#workstatus-journal", "alert(3)");
        showsAsText("/system/console/workstatus-policy", "#workstatus-policy table", "alert(2)");

        agent.configure("io.workstatus.agent.store.s3", Map.of("bucket", HOSTILE));
        await("the store says what is wrong")
                .atMost(SOON)
                .until(() ->
                        agent.capability("store-s3").path("reason").asText().contains("alert(1)"));
        showsAsText("/", "#capabilities", "alert(1)");

        for (String path : PAGES) {
            Response answer = open(path);
            assertThat(answer.headerValue("content-security-policy"))
                    .as(path)
                    .contains("script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whoReadsGermanGetsGerman() throws Exception {
        try (Browser german = new Browser("de-AT").as(agent)) {
            page = german.page();
            says("/", "h1", "Aufzeichnung läuft");
            says("/", "#capabilities", "Aktiv");
            assertThat(page.getAttribute("html", "lang")).isEqualTo("de");
            assertThat(page.title()).contains("Aufzeichnung läuft");
            says("/day", "h2", "Der ganze Tag");
            says("/data", "h1", "Meine Daten");
            says("/policy", "label", "Sekunden zwischen zwei Bildschirmfotos");
            says("/account", "main", "Wiederherstellungscodes");
            says("/system/console/workstatus-users", "#workstatus-users", "Zweiter Faktor");
            says("/system/console/workstatus-queue", "#workstatus-queue", "Nichts ist beiseitegelegt.");
            says("/signin", "body", "Nichts wird aufgezeichnet, bevor Sie sich anmelden.");
            assertThat(german.complaints()).isEmpty();
        }
    }

    private void showsAsText(String path, String where, String what) throws IOException {
        says(path, where, what);
        assertThat(page.locator("img[src='x']").count())
                .as("elements made of text on " + path)
                .isZero();
        assertThat(page.locator(where).first().textContent()).contains("<img src=x onerror=");
    }

    private void says(String path, String where, String what) throws IOException {
        if (!page.url().equals("http://localhost:" + agent.port() + path)) {
            open(path);
        }
        page.waitForSelector(where + ":has-text(\"" + what + "\")");
    }

    private Response open(String path) {
        try {
            return page.navigate("http://localhost:" + agent.port() + path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The agent's own pages have heard of the agent, and what they asked for has come. */
    private void settle() {
        page.waitForSelector(
                "#bar-clock:not(:empty)", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
    }
}
