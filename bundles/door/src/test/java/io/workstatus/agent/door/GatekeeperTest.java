package io.workstatus.agent.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.access.Authenticator;
import io.workstatus.agent.api.access.SignedIn;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatekeeperTest {

    private static final Instant CODE_AT = Instant.parse("2026-11-22T08:15:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private @Nullable Authenticator authenticator = telling(token -> switch (token) {
        case "of-ada" -> Optional.of(new SignedIn("ada", true, CODE_AT));
        case "of-bob" -> Optional.of(new SignedIn("bob", false, CODE_AT));
        case "trouble" -> throw new IllegalStateException("stopped just now");
        default -> Optional.empty();
    });
    private final Gatekeeper gatekeeper = new Gatekeeper(
            5000,
            new Rules(5000),
            new FleetRules(() -> Optional.of(new FleetToken("a token of more than 24 characters"))),
            () -> Optional.ofNullable(authenticator),
            path -> path.startsWith("/api/v1/stopped") ? Optional.of("blur") : Optional.empty(),
            nanos::get);

    private static Authenticator telling(Function<String, Optional<SignedIn>> who) {
        return new Authenticator() {
            @Override
            public Optional<SignedIn> authenticate(String token) {
                return who.apply(token);
            }

            @Override
            public boolean isLive(String token) {
                return who.apply(token).isPresent();
            }
        };
    }

    private interface Servlet {
        void service(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private boolean served;

    private Exchange serve(Exchange exchange, Servlet servlet) throws IOException {
        FilterChain chain = (request, response) -> {
            served = true;
            servlet.service((HttpServletRequest) request, (HttpServletResponse) response);
        };
        gatekeeper.doFilter(exchange.request(), exchange.response(), chain);
        return exchange;
    }

    private Exchange serve(Exchange exchange) throws IOException {
        return serve(exchange, (request, response) -> {});
    }

    @Test
    void strangerIsLedToSignIn() throws IOException {
        Exchange exchange = serve(new Exchange("GET", "/"));
        assertThat(exchange.status()).isEqualTo(303);
        assertThat(exchange.responseHeader("Location")).isEqualTo("/signin");
        assertThat(served).isFalse();
    }

    @Test
    void servletSeesWhoTheDoorFoundAndNobodyElse() throws IOException {
        serve(new Exchange("GET", "/x").cookie("workstatus", "of-bob"), (request, response) -> {
            assertThat(request.getRemoteUser()).isEqualTo("bob");
            assertThat(request.getUserPrincipal().getName()).isEqualTo("bob");
            assertThat(request.isUserInRole(SignedIn.MEMBER)).isTrue();
            assertThat(request.isUserInRole(SignedIn.ADMIN)).isFalse();
            assertThat(request.isUserInRole("root")).isFalse();
            assertThat(request.getAttribute(SignedIn.ATTRIBUTE)).isEqualTo(new SignedIn("bob", false, CODE_AT));
        });
        assertThat(served).isTrue();
    }

    @Test
    void strangerOnAnOpenPathIsNobodyWhateverTheRequestOrTheServerSays() throws IOException {
        Exchange exchange = new Exchange("GET", "/signin")
                .header("X-Remote-User", "ada")
                .header("Authorization", "Basic YWRhOmFkYQ==")
                .attribute(SignedIn.ATTRIBUTE, new SignedIn("ada", true, CODE_AT));
        serve(exchange, (request, response) -> {
            assertThat(request.getRemoteUser()).isNull();
            assertThat(request.getUserPrincipal()).isNull();
            assertThat(request.isUserInRole(SignedIn.ADMIN)).isFalse();
            assertThat(request.isUserInRole(SignedIn.MEMBER)).isFalse();
            assertThat(request.getAttribute(SignedIn.ATTRIBUTE)).isNull();
        });
        assertThat(served).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "OF-ADA", "of-ada "})
    void tokenThatNobodyHasIsNone(String token) throws IOException {
        assertThat(serve(new Exchange("GET", "/api/v1/status").cookie("workstatus", token))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void secondCookieOfTheNameMakesBothWorthless() throws IOException {
        Exchange exchange = new Exchange("GET", "/api/v1/status")
                .cookie("workstatus", "of-bob")
                .cookie("workstatus", "of-ada");
        assertThat(serve(exchange).status()).isEqualTo(401);
        assertThat(served).isFalse();
    }

    @Test
    void veryLongTokenIsNotEvenLookedUp() throws IOException {
        authenticator = telling(token -> {
            throw new AssertionError("looked up");
        });
        assertThat(serve(new Exchange("GET", "/x").cookie("workstatus", "x".repeat(10_000)))
                        .status())
                .isEqualTo(303);
    }

    @Test
    void whoeverTellsGoesAwayInTheMiddleAndNobodyIsLetIn() throws IOException {
        assertThat(serve(new Exchange("GET", "/x").cookie("workstatus", "trouble"))
                        .status())
                .isEqualTo(503);
        authenticator = null;
        assertThat(serve(new Exchange("GET", "/x").cookie("workstatus", "of-ada"))
                        .status())
                .isEqualTo(503);
        assertThat(served).isFalse();
        serve(new Exchange("GET", "/health"));
        assertThat(served).isTrue();
    }

    @Test
    void securityHeadersStayWhateverAServletDoes() throws IOException {
        Exchange exchange = serve(new Exchange("GET", "/x").cookie("workstatus", "of-ada"), (request, response) -> {
            response.setHeader("Content-Security-Policy", "default-src *");
            response.addHeader("X-FRAME-OPTIONS", "ALLOWALL");
            response.reset();
            response.setHeader("x-content-type-options", null);
        });
        assertThat(exchange.responseHeader("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self';")
                .doesNotContain("unsafe");
        assertThat(exchange.responseHeader("X-Frame-Options")).isEqualTo("DENY");
        assertThat(exchange.responseHeader("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(exchange.responseHeader("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(exchange.responseHeader("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(exchange.responseHeader("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/signin", "/api/v1/status", "/health", "/system/console", "/nowhere"})
    void refusedRequestHasTheHeadersToo(String path) throws IOException {
        Exchange exchange = serve(new Exchange("GET", path).header("Origin", "http://evil.example"));
        assertThat(exchange.status()).isEqualTo(403);
        assertThat(exchange.responseHeader("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(exchange.responseHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void servletMayDecideOnCaching() throws IOException {
        Exchange exchange = serve(
                new Exchange("GET", "/signin"),
                (request, response) -> response.addHeader("Cache-Control", "max-age=60"));
        assertThat(exchange.responseHeader("Cache-Control")).isEqualTo("max-age=60");
    }

    @Test
    void errorOfAServletIsAProblemUnderTheApiAndWhatItStillWritesGoesNowhere() throws IOException {
        Exchange exchange =
                serve(new Exchange("GET", "/api/v1/x").cookie("workstatus", "of-ada"), (request, response) -> {
                    response.setHeader("Retry-After", "7");
                    response.setHeader("ETag", "\"1\"");
                    response.getOutputStream().print("half an answer");
                    request.setAttribute("io.workstatus.agent.problem.type", "https://x/step-up");
                    response.sendError(401, "Once more.");
                    response.getOutputStream().print("and the other half");
                    response.setStatus(200);
                });
        assertThat(exchange.status()).isEqualTo(401);
        assertThat(exchange.sent())
                .isEqualTo("{\"type\":\"https://x/step-up\",\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"Once more.\"}");
        assertThat(exchange.responseHeader("Content-Type")).isEqualTo("application/problem+json");
        assertThat(exchange.responseHeader("Retry-After")).isEqualTo("7");
        assertThat(exchange.responseHeader("ETag")).isNull();
    }

    @Test
    void errorAfterAWriterWasTakenIsToldThroughIt() throws IOException {
        Exchange exchange = serve(new Exchange("GET", "/x").cookie("workstatus", "of-ada"), (request, response) -> {
            response.getWriter().print("half a page");
            response.sendError(404);
            response.getWriter().print("the other half");
        });
        assertThat(exchange.status()).isEqualTo(404);
        assertThat(exchange.sent()).startsWith("<!DOCTYPE html>").doesNotContain("half");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/x", "/x"})
    void exceptionShowsNothingOfTheInside(String path) throws IOException {
        Exchange exchange = serve(new Exchange("GET", path).cookie("workstatus", "of-ada"), (request, response) -> {
            throw new ServletException("secret of the inside", new NoClassDefFoundError("io/workstatus/Gone"));
        });
        assertThat(exchange.status()).isEqualTo(500);
        assertThat(exchange.sent())
                .doesNotContain("secret")
                .doesNotContain("Gone")
                .doesNotContain("\tat ");
    }

    @Test
    void errorOfTheVirtualMachineShowsNothingEither() throws IOException {
        Exchange exchange =
                serve(new Exchange("GET", "/api/v1/x").cookie("workstatus", "of-ada"), (request, response) -> {
                    throw new NoClassDefFoundError("io/workstatus/Gone");
                });
        assertThat(exchange.status()).isEqualTo(500);
        assertThat(exchange.sent()).doesNotContain("Gone");
    }

    @Test
    void pathOfAStoppedCapabilityIsNotThereForNow() throws IOException {
        Exchange exchange = serve(
                new Exchange("GET", "/api/v1/stopped").cookie("workstatus", "of-ada"),
                (request, response) -> response.sendError(404));
        assertThat(exchange.status()).isEqualTo(503);
        assertThat(exchange.sent()).contains("blur");
    }

    @Test
    void bodyThatIsAnnouncedTooLargeIsRefusedUnread() throws IOException {
        Exchange exchange = new Exchange("POST", "/api/v1/login")
                .header("X-Requested-By", "x")
                .body(0, (1 << 20) + 1);
        assertThat(serve(exchange).status()).isEqualTo(413);
        assertThat(served).isFalse();
    }

    @Test
    void bodyThatTurnsOutTooLargeIsRefusedWhateverTheServletMakesOfIt() throws IOException {
        for (Servlet servlet : new Servlet[] {
            (request, response) -> request.getInputStream().readAllBytes(),
            (request, response) -> {
                try {
                    assertThat(request.getReader().lines()).isEmpty();
                } catch (RuntimeException e) {
                    response.sendError(400, "not readable");
                }
            }
        }) {
            Exchange exchange = new Exchange("POST", "/api/v1/login")
                    .header("X-Requested-By", "x")
                    .body((1 << 20) + 1, -1);
            assertThat(serve(exchange, servlet).status()).isEqualTo(413);
        }
    }

    @Test
    void bodyAtTheLimitIsTaken() throws IOException {
        Exchange exchange = new Exchange("POST", "/api/v1/login")
                .header("X-Requested-By", "x")
                .body(1 << 20, 1 << 20);
        serve(
                exchange,
                (request, response) ->
                        assertThat(request.getInputStream().readAllBytes()).hasSize(1 << 20));
        assertThat(exchange.status()).isEqualTo(200);
    }

    @Test
    void bodyThatNobodyReadIsReadSoThatTheConnectionGoesOn() throws IOException {
        for (Servlet servlet : new Servlet[] {
            (request, response) -> response.setStatus(204),
            (request, response) -> response.sendError(404),
            (request, response) -> request.getInputStream().read()
        }) {
            Exchange exchange = new Exchange("POST", "/api/v1/login")
                    .header("X-Requested-By", "x")
                    .body(20_000, 20_000);
            serve(exchange, servlet);
            assertThat(exchange.unread()).isZero();
            assertThat(exchange.responseHeader("Connection")).isNull();
        }
        Exchange refused = serve(new Exchange("POST", "/api/v1/x").body(20_000, 20_000));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.unread()).isZero();
    }

    @Test
    void connectionEndsAndSaysSoWithABodyThatIsTooMuchOrDoesNotCome() throws IOException {
        for (Exchange exchange : new Exchange[] {
            new Exchange("POST", "/api/v1/login").header("X-Requested-By", "x").body(70_000, 70_000),
            new Exchange("POST", "/api/v1/login").header("X-Requested-By", "x").body(5, 6),
            new Exchange("POST", "/api/v1/login")
                    .header("X-Requested-By", "x")
                    .header("Expect", "100-continue")
                    .body(0, 6)
        }) {
            serve(exchange, (request, response) -> response.sendError(404));
            assertThat(exchange.responseHeader("Connection")).isEqualTo("close");
        }
    }

    @Test
    void formThatTheServerReadItselfIsNotWaitedFor() throws IOException {
        Exchange exchange = new Exchange("POST", "/system/console/x")
                .cookie("workstatus", "of-ada")
                .header("Origin", "http://localhost:5000")
                .body(0, 10);
        serve(exchange, (request, response) -> {
            request.getParameter("x");
            response.sendError(404);
        });
        assertThat(exchange.status()).isEqualTo(404);
        assertThat(exchange.responseHeader("Connection")).isNull();
    }

    @Test
    void methodThatAServletDoesNotServeIsToldWithThoseThatItDoes() throws IOException {
        Servlet reads = (request, response) -> {
            if (request.getMethod().equals("OPTIONS")) {
                response.setHeader("Allow", "GET, HEAD, TRACE, OPTIONS");
                response.getWriter().print("not seen");
            } else {
                response.sendError(405, "Not so.");
            }
        };
        Exchange exchange = serve(
                new Exchange("PUT", "/api/v1/x").cookie("workstatus", "of-ada").header("X-Requested-By", "x"), reads);
        assertThat(exchange.status()).isEqualTo(405);
        assertThat(exchange.responseHeader("Allow")).isEqualTo("GET, HEAD");
        assertThat(exchange.sent()).contains("Not so.").doesNotContain("not seen");
    }

    @Test
    void answerThatGoesOnEndsWithItsSignIn() throws IOException {
        AtomicBoolean signedIn = new AtomicBoolean(true);
        authenticator = telling(token -> signedIn.get() || token.equals("of-bob")
                ? Optional.of(new SignedIn("ada", true, CODE_AT))
                : Optional.empty());
        Servlet stream = (request, response) -> request.startAsync();
        Exchange ofAda = serve(new Exchange("GET", "/api/v1/events").cookie("workstatus", "of-ada"), stream);
        Exchange ofBob = serve(new Exchange("GET", "/api/v1/events").cookie("workstatus", "of-bob"), stream);
        gatekeeper.look();
        assertThat(ofAda.isCompleted()).isFalse();

        serve(
                new Exchange("POST", "/api/v1/logout")
                        .cookie("workstatus", "of-ada")
                        .header("X-Requested-By", "x"),
                (request, response) -> signedIn.set(false));
        assertThat(ofAda.isCompleted()).isTrue();
        assertThat(ofBob.isCompleted()).isFalse();

        authenticator = null;
        gatekeeper.look();
        assertThat(ofBob.isCompleted()).as("nobody can tell any more").isTrue();
    }

    @Test
    void formWithFilesSaysHowLongItIs() throws IOException {
        Exchange exchange = new Exchange("POST", "/system/console/bundles")
                .cookie("workstatus", "of-ada")
                .header("Origin", "http://localhost:5000")
                .header("Content-Type", "Multipart/form-data; boundary=x")
                .body(10, -1);
        assertThat(serve(exchange).status()).isEqualTo(411);
        assertThat(served).isFalse();
    }

    @Test
    void scriptsOfTheConsoleGetTheNonceOfTheirOwnAnswer() throws IOException {
        Servlet page = (request, response) -> {
            response.setContentType("text/html;charset=utf-8");
            response.setContentLength(20);
            response.getWriter().print("<script>a()</script>");
            response.getWriter().flush();
        };
        Exchange one = serve(new Exchange("GET", "/system/console/x").cookie("workstatus", "of-ada"), page);
        Exchange other = serve(new Exchange("GET", "/system/console/x").cookie("workstatus", "of-ada"), page);

        String nonce = one.sent().replaceFirst("<script nonce=([0-9a-f]{32})>a\\(\\)</script>", "$1");
        assertThat(one.responseHeader("Content-Security-Policy")).contains("'nonce-" + nonce + "'");
        assertThat(other.sent()).isNotEqualTo(one.sent());
        assertThat(one.responseHeader("Content-Length")).isNull();
        assertThat(one.responseHeader("Referrer-Policy")).isEqualTo("same-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"})
    void headerThatChangesTheMethodIsRefused(String name) throws IOException {
        assertThat(serve(new Exchange("GET", "/health").header(name, "DELETE")).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/get-config", "/api/v1/status"})
    void programsAreToldOfErrorsInJson(String path) throws IOException {
        assertThat(serve(new Exchange("TRACE", path)).responseHeader("Content-Type"))
                .isEqualTo("application/problem+json");
    }

    @Test
    void overAnotherPortNothingButThePolicyIsServedWhoeverIsSignedIn() throws Exception {
        authenticator = telling(token -> Optional.of(new SignedIn("ada", true, java.time.Instant.EPOCH)));
        String bearer = "Bearer a token of more than 24 characters";
        for (String path : java.util.List.of("/", "/system/console/bundles", "/api/v1/status", "/health", "/signin")) {
            Exchange exchange = new Exchange("GET", path)
                    .over(5443)
                    .header("Authorization", bearer)
                    .cookie("workstatus", "token");
            gatekeeper.doFilter(exchange.request(), exchange.response(), (request, response) -> {
                throw new AssertionError(path + " was let in");
            });
            assertThat(exchange.status()).as(path).isEqualTo(404);
            assertThat(exchange.sent()).doesNotContain("not running");
        }
        Exchange stranger = new Exchange("GET", "/get-config").over(5443);
        gatekeeper.doFilter(stranger.request(), stranger.response(), (request, response) -> {
            throw new AssertionError("a stranger was let in");
        });
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.responseHeader("www-authenticate")).isEqualTo("Bearer");

        Exchange member = new Exchange("GET", "/get-config").over(5443).header("Authorization", bearer);
        gatekeeper.doFilter(member.request(), member.response(), (request, response) -> {
            assertThat(((HttpServletRequest) request).getRemoteUser()).isNull();
            response.getOutputStream().write('x');
        });
        assertThat(member.sent()).isEqualTo("x");
    }
}
