package io.workstatus.agent.itests;

import static io.workstatus.agent.itests.Browser.reach;
import static io.workstatus.agent.itests.Browser.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole first day at the desk, in a browser and by keyboard alone; on the way axe looks at every page of ours. */
class FirstDayTest {

    private XScreen screen;
    private Agent agent;
    private Browser browser;
    private Page page;
    private final List<String> barriers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        screen = XScreen.start().showPattern();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start();
        browser = new Browser();
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
    void fromTheFirstRunToSigningOut() throws Exception {
        firstRun();
        page.waitForSelector("#notice.unread[open]");
        assertThat(agent.stored()).as("before the notice is read").isEmpty();
        look("/, notice");
        press("#notice-acknowledge");
        page.waitForSelector("#recording[data-state=on]");
        page.waitForSelector("#screenshots .tile img");
        agent.awaitStoredMoreThan(0);
        look("/");

        pauseAndResume();
        changeThePolicy();
        loseTheStoreAndFindItAgain();
        lookAtTheDay();
        stopReplaceAndStartACapability();
        takeEverythingAlong();

        follow("/");
        reach(page, "#sign-out");
        page.keyboard().press("Enter");
        page.waitForSelector("#sign-in-step:not([hidden])");
        assertThat(page.url()).endsWith("/signin");
        look("/signin");

        assertThat(barriers).isEmpty();
        assertThat(browser.complaints())
                .as("nothing but pictures that could not be read while the store was away")
                .allMatch(complaint -> complaint.contains("410 (Gone)"));
        assertThat(agent.errors()).isEmpty();
    }

    private void firstRun() throws IOException {
        page.navigate("http://localhost:" + agent.port() + "/signin#token="
                + Files.readString(agent.home().resolve("setup-token")).strip());
        page.waitForSelector("#set-up-step:not([hidden])");
        look("/signin, set-up");
        write(page, "#new-user", Agent.USER);
        write(page, "#new-password", Agent.PASSWORD);
        page.keyboard().press("Enter");
        page.waitForSelector("#qr img");
        look("/signin, code");
        agent.otpauth(page.textContent("#secret").replace(" ", ""));
        write(page, "#code", agent.code());
        page.keyboard().press("Enter");
        page.waitForSelector("#keys-step:not([hidden])");
        look("/signin, recovery codes");
        reach(page, "#kept");
        page.keyboard().press("Space");
        page.keyboard().press("Enter");
        page.waitForSelector("#terms-step:not([hidden])");
        look("/signin, terms");
        write(page, "#interval", "0.02");
        page.keyboard().press("Enter");
        page.waitForURL("http://localhost:" + agent.port() + "/");
    }

    private void pauseAndResume() throws IOException {
        reach(page, "#pause-open");
        page.keyboard().press("Enter");
        page.waitForSelector("#pause-dialog[open]");
        look("/, pause");
        write(page, "#pause-reason", "Lunch");
        page.keyboard().press("Enter");
        page.waitForSelector("#recording[data-state=paused]");
        page.waitForSelector("#pause-dialog", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.HIDDEN));
        int offered = offered();
        assertThat(page.textContent("#reasons")).contains("Lunch");
        page.waitForSelector("#log li:has-text('Lunch')");
        reach(page, "#resume");
        assertThat(offered()).as("nothing is recorded during a pause").isEqualTo(offered);
        page.keyboard().press("Enter");
        page.waitForSelector("#recording[data-state=on]");
        agent.awaitStoredMoreThan(offered);
    }

    /** How many screenshots were recorded so far, as the agent's books say. */
    private int offered() throws IOException {
        byte[] status = browser.context()
                .request()
                .get("http://localhost:" + agent.port() + "/api/v1/status")
                .body();
        return new ObjectMapper().readTree(status).path("queue").path("offered").asInt();
    }

    private void changeThePolicy() {
        follow("/policy");
        page.waitForSelector("#workstatus-policy .rows");
        look("/policy");
        write(page, "#policy-interval", "1.5");
        page.keyboard().press("Enter");
        page.waitForSelector(".said:has-text('Saved.')");
        follow("/");
        page.waitForSelector("#policy:has-text('1.5 s')");
    }

    private void loseTheStoreAndFindItAgain() throws IOException {
        Path store = agent.home().resolve("store");
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("---------"));
        page.waitForSelector("#queue .notice");
        awaitWaiting(waiting -> waiting >= 2);
        assertThat(arrived()).as("the bar says that not all has arrived").isLessThan(1);
        look("/, store away");
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwx------"));
        awaitWaiting(waiting -> waiting == 0);
        assertThat(arrived()).isEqualTo(1);
    }

    private void awaitWaiting(IntPredicate enough) {
        await("what waits")
                .pollInSameThread()
                .atMost(Duration.ofSeconds(30))
                .until(() -> enough.test(Integer.parseInt(page.textContent("#queue .tallies .pending dd"))));
    }

    /** The part of the bar that has arrived, 0 to 1. */
    private double arrived() {
        return ((Number)
                        page.evaluate(
                                "(bar => bar.getAttribute('aria-valuenow') / bar.getAttribute('aria-valuemax'))(document.querySelector('#books'))"))
                .doubleValue();
    }

    private void lookAtTheDay() {
        follow("/day");
        page.waitForSelector("#blocks .block img");
        look("/day");
        reach(page, "#blocks .block");
        page.keyboard().press("Enter");
        page.waitForSelector("#viewer[open] .viewer-image img");
        assertThat(page.textContent("#viewer-facts")).contains("screenshots/v=1/dt=", "Sent");
        look("/day, a screenshot");
        page.keyboard().press("Escape");
        page.waitForSelector(
                "#viewer:not([open])", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
    }

    private void stopReplaceAndStartACapability() {
        follow("/system/console/workstatus");
        page.waitForSelector("#workstatus-agent [data-of=blur]");
        barriers.addAll(Browser.barriers(page, "#workstatus-agent"));
        press("#workstatus-agent [data-of=blur]");
        page.waitForSelector("#workstatus-agent .said:has-text('Stopped: blur')");
        page.waitForSelector("tr[data-state=stopped] [data-of=blur]");
        press("#workstatus-agent [aria-label='Replace blur']");
        page.waitForSelector("#workstatus-agent dialog[open]");
        reach(page, "#jar");
        FileChooser chooser = page.waitForFileChooser(() -> page.keyboard().press("Space"));
        chooser.setFiles(agent.distribution().resolve("load/io.workstatus.agent.blur.jar"));
        press("#workstatus-agent dialog button[value=yes]");
        page.waitForSelector("#workstatus-agent .said:has-text('Replaced: blur')");
        if (page.locator("tr[data-state=stopped] [data-of=blur]").count() > 0) {
            press("#workstatus-agent [data-of=blur]");
        }
        page.waitForSelector("tr[data-state=active] [data-of=blur]");
        int before = agent.stored().size();
        agent.awaitStoredMoreThan(before);
        page.navigate(page.url().replaceAll("/system/.*", "/")); // the console's frame has no way back
    }

    private void takeEverythingAlong() throws IOException {
        follow("/data");
        page.waitForSelector("#data-leaves li");
        page.waitForSelector("#data-notice li");
        look("/data");
        reach(page, "#downloads a[href*='what=all']");
        Download download = page.waitForDownload(() -> page.keyboard().press("Enter"));
        List<String> names = new ArrayList<>();
        try (InputStream in = download.createReadStream();
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                zip.transferTo(OutputStream.nullOutputStream());
            }
        }
        assertThat(names)
                .contains("journal.csv", "journal.ndjson", "activity.csv", "screenshots.ndjson", "READ-ME.txt")
                .anyMatch(name -> name.startsWith("screenshots/") && name.endsWith(".jpg"));
        page.waitForSelector("#data-viewers:has-text('" + Agent.USER + "')");
    }

    /** Goes to a page by its link. */
    private void follow(String path) {
        press("a[href='" + path + "']");
        page.waitForURL("**" + path);
    }

    private void press(String selector) {
        reach(page, selector);
        page.keyboard().press("Enter");
    }

    /** What axe says of the page as it is, in the light and in the dark. */
    private void look(String where) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            Browser.barriers(page, "html").forEach(barrier -> barriers.add(where + " " + scheme + " " + barrier));
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }
}
