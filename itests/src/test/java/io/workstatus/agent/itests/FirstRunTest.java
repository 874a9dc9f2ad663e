package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole first run in a browser, by keyboard alone: no mouse, no script of the test's own in the page. */
class FirstRunTest {

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
    void firstRunGoesByKeyboardAndAPasskeySignsInAfterwards() throws Exception {
        CDPSession device = browser.context().newCDPSession(page);
        addAuthenticator(device);

        page.navigate("http://localhost:" + agent.port() + "/signin#token="
                + Files.readString(agent.home().resolve("setup-token")).strip());
        page.waitForSelector("#set-up-step:not([hidden])");
        assertThat(page.url()).as("the token stays in no history").doesNotContain("token=");
        write("new-user", Agent.USER);
        write("new-password", Agent.PASSWORD);
        reach("input[name=factor]");
        page.keyboard().press("ArrowDown");
        assertThat(page.isVisible("#email")).isTrue();
        page.keyboard().press("ArrowUp");
        assertThat(page.isVisible("#email")).isFalse();
        page.keyboard().press("Enter");

        page.waitForSelector("#qr img");
        agent.otpauth(page.textContent("#secret").replace(" ", ""));
        write("code", agent.code());
        page.keyboard().press("Enter");

        page.waitForSelector("#keys-step:not([hidden])");
        List<String> codes = page.locator("#recovery-codes li").allTextContents();
        assertThat(codes).hasSize(10).doesNotHaveDuplicates();
        reach("#add-passkey");
        page.keyboard().press("Enter");
        page.waitForSelector("#passkey-said .good");
        reach("#kept");
        page.keyboard().press("Space");
        page.keyboard().press("Enter");

        page.waitForSelector("#terms-step:not([hidden])");
        assertThat(page.isChecked("#blurred")).as("private by default").isTrue();
        assertThat(agent.stored()).as("before the choice").isEmpty();
        write("interval", "0.5");
        page.keyboard().press("Enter");
        page.waitForURL("http://localhost:" + agent.port() + "/");
        assertThat(Agent.json(agent.get("/get-config"))
                        .path("screenshot_interval")
                        .asDouble())
                .isEqualTo(0.5);
        assertThat(agent.home().resolve("setup-token")).doesNotExist();

        page.navigate("about:blank"); // nothing is asked for by a page whose cookie went
        browser.context().clearCookies();
        page.navigate("http://localhost:" + agent.port() + "/signin");
        write("user", Agent.USER);
        write("password", Agent.PASSWORD);
        page.keyboard().press("Enter");
        page.waitForSelector("#use-passkey:not([hidden])");
        reach("#use-passkey");
        page.keyboard().press("Enter");
        page.waitForURL("http://localhost:" + agent.port() + "/");

        page.navigate("about:blank"); // nothing is asked for by a page whose cookie went
        browser.context().clearCookies();
        page.navigate("http://localhost:" + agent.port() + "/signin");
        write("user", Agent.USER);
        write("password", Agent.PASSWORD);
        page.keyboard().press("Enter");
        page.waitForSelector("#code-step:not([hidden])");
        reach("#to-recovery");
        page.keyboard().press("Enter");
        page.waitForSelector("#code:not(.digits)");
        write("code", codes.get(0));
        page.keyboard().press("Enter");
        page.waitForURL("http://localhost:" + agent.port() + "/");

        assertThat(browser.complaints()).isEmpty();
        assertThat(agent.errors()).isEmpty();
    }

    /** Goes to a field by the tab key, and types over what is in it. */
    private void write(String id, String text) {
        reach("#" + id);
        page.keyboard().press("Control+A");
        page.keyboard().type(text);
        assertThat(page.inputValue("#" + id)).isEqualTo(text);
    }

    private void reach(String selector) {
        for (int tabs = 0; tabs < 60; tabs++) {
            if (page.locator(selector + ":focus").count() > 0) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError(selector + " is not reached by the tab key");
    }

    static void addAuthenticator(CDPSession device) {
        JsonObject enable = new JsonObject();
        device.send("WebAuthn.enable", enable);
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject add = new JsonObject();
        add.add("options", options);
        device.send("WebAuthn.addVirtualAuthenticator", add);
    }
}
