package io.workstatus.agent.itests;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's Chromium without a window, with a profile of its own; keeps what its pages complain of. */
final class Browser implements AutoCloseable {

    private static final double PATIENCE_MILLIS = 30_000;
    private static final String AXE = axe();

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final BrowserContext context;
    private final List<String> complaints = new ArrayList<>();

    Browser() {
        this("en-GB");
    }

    /** For somebody who reads this language. */
    Browser(String locale) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        // Its sandbox needs rights that tests do not have; it sees nothing but this agent.
                        .setArgs(List.of("--no-sandbox")));
        context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setLocale(locale)
                // No transition: what axe sees of a colour is what it comes to.
                .setReducedMotion(ReducedMotion.REDUCE));
        context.setDefaultTimeout(PATIENCE_MILLIS);
    }

    Page page() {
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** Signs in as whoever is signed in over HTTP. */
    Browser as(Agent agent) throws IOException {
        context.addCookies(
                List.of(new Cookie("workstatus", agent.session()).setUrl("http://localhost:" + agent.port())));
        return this;
    }

    /**
     * What axe finds within a part of a page, a line each: rule, what is wrong, where.
     *
     * @param within a selector
     */
    static List<String> barriers(Page page, String within) {
        // As an expression of its own: the content security policy lets no page evaluate text.
        page.evaluate(AXE);
        Object found = page.evaluate("""
                async within => (await axe.run(within, {resultTypes: ['violations']})).violations
                  .flatMap(({id, help, nodes}) => nodes.map(({target, any}) =>
                    `${id}: ${help} at ${target.join(' ')} ${any.map(({message}) => message).join(' ')}`))
                """, within);
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    private static String axe() {
        try (InputStream source = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes to an element by the tab key alone. */
    static void reach(Page page, String selector) {
        for (int tabs = 0; tabs < 400; tabs++) {
            if (page.locator(selector + ":focus").count() > 0) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError(selector + " is not reached by the tab key on " + page.url());
    }

    /** Goes to a field by the tab key, and types over what is in it. */
    static void write(Page page, String selector, String text) {
        reach(page, selector);
        page.keyboard().press("Control+A");
        page.keyboard().type(text);
        if (!page.inputValue(selector).equals(text)) {
            throw new AssertionError(selector + " holds " + page.inputValue(selector));
        }
    }

    /** Errors of scripts, and what the content security policy or a missing file caused. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
