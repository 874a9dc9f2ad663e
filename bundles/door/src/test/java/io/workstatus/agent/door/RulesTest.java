package io.workstatus.agent.door;

import static io.workstatus.agent.door.FactsBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.door.Decision.Pass;
import io.workstatus.agent.door.Decision.Refuse;
import io.workstatus.agent.door.Decision.SignInFirst;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

    private final Rules rules = new Rules(5000);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                "/get-config",
                "/signin",
                "/signin/",
                "/signin/app.js",
                "/signin/a/b.css",
                "/api/v1/setup",
                "/api/v1/setup/mail",
                "/api/v1/login",
                "/api/v1/login/otp"
            })
    void openPathIsServedToStrangers(String path) {
        assertThat(decide(request("GET", path), Visitor.STRANGER)).isInstanceOf(Pass.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/status", "/api/v1/loginx", "/api/v1/login-otp", "/api/v1/setup/", "/api/v1/setup/x",
                        "/api/v1/setupx",
                "/api/v1/Login", "/api/v2/login", "/api", "/api/", "/api/v1/users/ada", "/api/v1/bundles/mfa"
            })
    void closedPathOfTheApiNeedsSignIn(String path) {
        assertThat(decide(request("GET", path), Visitor.STRANGER))
                .isInstanceOfSatisfying(
                        Refuse.class, refuse -> assertThat(refuse.status()).isEqualTo(401));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/signinx",
                "/signin.html",
                "/Signin",
                "/SIGNIN",
                "/health/",
                "/health/x",
                "/healthz",
                "/get-config/",
                "/get-config/x",
                "/get-config.json",
                "/system/console",
                "/system/console/",
                "/system/console/bundles",
                "/system/console/res/ui/admin.css",
                "/system/consolex",
                "/System/Console",
                "/foreign/servlet",
                "/API/v1/status",
                "/apix",
                "/x/signin",
                "/favicon.ico"
            })
    void closedPageLeadsToSignIn(String path) {
        assertThat(decide(request("GET", path), Visitor.STRANGER)).isInstanceOf(SignInFirst.class);
        assertThat(decide(request("HEAD", path), Visitor.STRANGER)).isInstanceOf(SignInFirst.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/system/console", "/system/console/", "/system/console/bundles", "/system/console/res/x.css"})
    void consoleIsForAdministrators(String path) {
        assertThat(decide(request("GET", path), Visitor.MEMBER))
                .isInstanceOfSatisfying(
                        Refuse.class, refuse -> assertThat(refuse.status()).isEqualTo(403));
        assertThat(decide(request("GET", path), Visitor.ADMIN)).isInstanceOf(Pass.class);
    }

    @Test
    void memberSeesTheDashboard() {
        assertThat(decide(request("GET", "/"), Visitor.MEMBER)).isInstanceOf(Pass.class);
        assertThat(decide(request("GET", "/api/v1/status"), Visitor.MEMBER)).isInstanceOf(Pass.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/signin", "/api/v1/login", "/api/v1/setup", "/system/console", "/api/v1/status", "/x"})
    void nothingElseIsServedWhileNobodyCanTellWhoAsks(String path) {
        assertThat(decide(request("GET", path), Visitor.UNKNOWABLE))
                .isInstanceOfSatisfying(
                        Refuse.class, refuse -> assertThat(refuse.status()).isEqualTo(503));
    }

    @Test
    void healthAndPolicyAreServedWithoutAskingWhoItIs() {
        Supplier<Visitor> never = () -> {
            throw new AssertionError("asked who it is");
        };
        assertThat(rules.decide(request("GET", "/health").facts(), never)).isInstanceOf(Pass.class);
        assertThat(rules.decide(request("GET", "/get-config").facts(), never)).isInstanceOf(Pass.class);
    }

    @Test
    void refusedRequestIsNoSignOfLifeOfASignIn() {
        Supplier<Visitor> never = () -> {
            throw new AssertionError("asked who it is");
        };
        assertThat(rules.decide(request("GET", "/").host("evil.example").facts(), never))
                .isInstanceOf(Refuse.class);
        assertThat(rules.decide(request("GET", "/").origin("null").facts(), never))
                .isInstanceOf(Refuse.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:5000", "127.0.0.1:5000", "[::1]:5000", "LOCALHOST:5000", "LocalHost:5000"})
    void ownNameIsServed(String host) {
        assertThat(decide(request("GET", "/").host(host), Visitor.MEMBER)).isInstanceOf(Pass.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:5000", "http://127.0.0.1:5000", "http://[::1]:5000"})
    void ownOriginMayAsk(String origin) {
        assertThat(decide(request("GET", "/").origin(origin), Visitor.MEMBER)).isInstanceOf(Pass.class);
    }

    @Test
    void onPort80TheNameAloneIsOurs() {
        Rules port80 = new Rules(80);
        assertThat(port80.decide(
                        request("POST", "/system/console/bundles")
                                .host("localhost")
                                .authority("localhost:80")
                                .origin("http://localhost")
                                .facts(),
                        () -> Visitor.ADMIN))
                .isInstanceOf(Pass.class);
        assertThat(port80.decide(request("GET", "/").host("localhost:5000").facts(), () -> Visitor.ADMIN))
                .isInstanceOf(Refuse.class);
    }

    @Test
    void changeThroughTheApiNeedsTheHeaderAlone() {
        assertThat(decide(request("POST", "/api/v1/logout").requestedBy(), Visitor.MEMBER))
                .isInstanceOf(Pass.class);
        assertThat(decide(request("DELETE", "/api/v1/users/ada").requestedBy(), Visitor.ADMIN))
                .isInstanceOf(Pass.class);
    }

    @Test
    void changeElsewhereNeedsAPageOfOurs() {
        assertThat(decide(request("POST", "/system/console/bundles").origin("http://localhost:5000"), Visitor.ADMIN))
                .isInstanceOf(Pass.class);
        assertThat(decide(request("POST", "/system/console/bundles").fetchSite("same-origin"), Visitor.ADMIN))
                .isInstanceOf(Pass.class);
        assertThat(decide(
                        request("POST", "/system/console/bundles")
                                .host("127.0.0.1:5000")
                                .origin("http://127.0.0.1:5000")
                                .fetchSite("same-origin"),
                        Visitor.ADMIN))
                .isInstanceOf(Pass.class);
    }

    private Decision decide(FactsBuilder request, Visitor visitor) {
        return rules.decide(request.facts(), () -> visitor);
    }
}
