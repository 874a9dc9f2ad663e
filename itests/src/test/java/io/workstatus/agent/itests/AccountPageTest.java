package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One's own account in a browser, and what is asked for when the last code has become old. */
class AccountPageTest {

    private static final String ANOTHER = "another horse battery staple";
    private static final String STEP_UP =
            "{\"type\":\"/problems/step-up\",\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"Too old.\"}";

    private Agent agent;
    private Browser browser;
    private Page page;

    @BeforeEach
    void start() throws Exception {
        agent = Agent.unpack().start();
        browser = new Browser();
        page = browser.page();
    }

    @AfterEach
    void close() throws Exception {
        browser.close();
        agent.close();
    }

    @Test
    void firstRunThatTookTooLongAsksForANewCodeAndThenRecords() throws Exception {
        CDPSession device = browser.context().newCDPSession(page);
        FirstRunTest.addAuthenticator(device);
        page.navigate("http://localhost:" + agent.port() + "/signin#token="
                + Files.readString(agent.home().resolve("setup-token")).strip());
        page.waitForSelector("#set-up-step:not([hidden])");
        page.fill("#new-user", Agent.USER);
        page.fill("#new-password", Agent.PASSWORD);
        page.click("#set-up-step [type=submit]");
        page.waitForSelector("#qr img");
        agent.otpauth(page.textContent("#secret").replace(" ", ""));
        page.fill("#code", agent.code());
        page.click("#code-step [type=submit]");
        page.waitForSelector("#keys-step:not([hidden])");
        page.check("#kept");
        page.click("#keys-step [type=submit]");
        page.waitForSelector("#terms-step:not([hidden])");

        // As the agent answers after five minutes, which SignInDeskTest lets pass.
        page.route("**/api/v1/session", route -> oldCode(route), new Page.RouteOptions().setTimes(1));
        page.click("#terms-step [type=submit]");
        page.waitForSelector("#again-field:not([hidden])");
        assertThat(page.textContent("#terms-step .problem")).contains("more than five minutes old");
        page.fill("#again", agent.code());
        page.click("#terms-step [type=submit]");
        page.waitForURL("http://localhost:" + agent.port() + "/");

        page.navigate("http://localhost:" + agent.port() + "/account");
        page.click("#add-passkey");
        page.waitForSelector("[aria-label='Remove this passkey']");
        page.route("**/api/v1/account/recovery-codes", route -> oldCode(route), new Page.RouteOptions().setTimes(1));
        page.click("#new-codes");
        page.waitForSelector("#code-form:not([hidden])");
        page.click("#by-passkey");
        page.waitForSelector("#recovery-codes:not([hidden])");
        List<String> codes = page.locator("#recovery-codes li").allTextContents();
        assertThat(codes).hasSize(10).doesNotHaveDuplicates();

        page.fill("#current-password", Agent.PASSWORD);
        page.fill("#new-password", ANOTHER);
        page.click("text=Change the password");
        page.waitForSelector("text=The password is changed");
        page.click("[aria-label='Remove this passkey']");
        page.waitForSelector("text=You have none.");
        assertThat(browser.complaints())
                .as("but refusals, which the test brings about")
                .filteredOn(each -> !each.startsWith("Failed to load resource"))
                .isEmpty();

        assertThat(agent.post("/api/v1/login", java.util.Map.of("username", Agent.USER, "password", Agent.PASSWORD))
                        .statusCode())
                .isEqualTo(401);
        Agent.expect(200, agent.post("/api/v1/login", java.util.Map.of("username", Agent.USER, "password", ANOTHER)));
        assertThat(agent.errors()).isEmpty();
    }

    private static void oldCode(Route route) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(401)
                .setContentType("application/problem+json")
                .setBody(STEP_UP));
    }
}
