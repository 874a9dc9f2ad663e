package io.workstatus.agent.door;

import static io.workstatus.agent.door.FactsBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.workstatus.agent.door.Decision.Refuse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each attack, on the console, the API and a servlet of a foreign bundle, with the rights of an administrator. */
class RulesAttackTest {

    private static final List<String> TARGETS = List.of(
            "/system/console/bundles", "/api/v1/bundles/blur", "/foreign/servlet", "/", "/health", "/get-config");

    private final Rules rules = new Rules(5000);

    static Stream<Arguments> everywhere() {
        return TARGETS.stream()
                .flatMap(path -> Stream.of(
                        attack("another host", 403, request("GET", path).host("evil.example:5000")),
                        attack(
                                "another host with our name before it",
                                403,
                                request("GET", path).host("localhost:5000.evil.example")),
                        attack(
                                "another host with our name in it",
                                403,
                                request("GET", path).host("localhost.evil.example:5000")),
                        attack(
                                "another host with our name behind it",
                                403,
                                request("GET", path).host("evil-localhost:5000")),
                        attack("a rebound name", 403, request("GET", path).host("rebind.example:5000")),
                        attack(
                                "an address that resolves to us",
                                403,
                                request("GET", path).host("127.0.0.1.nip.io:5000")),
                        attack(
                                "another loopback address",
                                403,
                                request("GET", path).host("127.0.0.2:5000")),
                        attack(
                                "our address as a number",
                                403,
                                request("GET", path).host("2130706433:5000")),
                        attack(
                                "our address, shortened",
                                403,
                                request("GET", path).host("127.1:5000")),
                        attack("every address", 403, request("GET", path).host("0.0.0.0:5000")),
                        attack(
                                "our name with a final dot",
                                403,
                                request("GET", path).host("localhost.:5000")),
                        attack("another port", 403, request("GET", path).host("localhost:5001")),
                        attack("no port", 403, request("GET", path).host("localhost")),
                        attack(
                                "a port with a zero before it",
                                403,
                                request("GET", path).host("localhost:05000")),
                        attack("a user in the host", 403, request("GET", path).host("localhost:5000@evil.example")),
                        attack("an empty host", 403, request("GET", path).host("")),
                        attack("a host with a space", 403, request("GET", path).host("localhost:5000 evil")),
                        attack("no host", 400, request("GET", path).host()),
                        attack("two hosts", 400, request("GET", path).host("localhost:5000", "evil.example")),
                        attack(
                                "the same host twice",
                                400,
                                request("GET", path).host("localhost:5000", "localhost:5000")),
                        attack(
                                "an absolute target that is not the host",
                                403,
                                request("GET", path).authority("evil.example:80")),
                        attack("another origin", 403, request("GET", path).origin("http://evil.example")),
                        attack("the origin null", 403, request("GET", path).origin("null")),
                        attack("an empty origin", 403, request("GET", path).origin("")),
                        attack("our origin by https", 403, request("GET", path).origin("https://localhost:5000")),
                        attack(
                                "our origin on another port",
                                403,
                                request("GET", path).origin("http://localhost:3000")),
                        attack(
                                "our origin without a port",
                                403,
                                request("GET", path).origin("http://localhost")),
                        attack(
                                "our origin as a prefix",
                                403,
                                request("GET", path).origin("http://localhost:5000.evil.example")),
                        attack(
                                "our origin with a path",
                                403,
                                request("GET", path).origin("http://localhost:5000/")),
                        attack(
                                "our origin in capitals",
                                403,
                                request("GET", path).origin("HTTP://LOCALHOST:5000")),
                        attack(
                                "two origins",
                                403,
                                request("GET", path).origin("http://localhost:5000", "http://evil.example")),
                        attack(
                                "an extension's origin",
                                403,
                                request("GET", path).origin("chrome-extension://abcdefgh")),
                        attack("a file's origin", 403, request("GET", path).origin("file://")),
                        attack("from another machine", 403, request("GET", path).fromElsewhere()),
                        attack("TRACE", 405, request("TRACE", path)),
                        attack("trace in small letters", 405, request("trace", path)),
                        attack("TRACK", 405, request("TRACK", path)),
                        attack("CONNECT", 405, request("CONNECT", path)),
                        attack("a method override", 400, request("GET", path).methodOverride()),
                        attack(
                                "a method override on a proper POST",
                                400,
                                request("POST", path)
                                        .requestedBy()
                                        .origin("http://localhost:5000")
                                        .methodOverride()),
                        attack(
                                "a parameter in the path",
                                400,
                                request("GET", path).sentAs(path + ";x=1")),
                        attack(
                                "a session in the path",
                                400,
                                request("GET", path).sentAs(path + ";jsessionid=abc"))));
    }

    static Stream<Arguments> tricks() {
        return Stream.of(
                attack("two slashes", 400, request("GET", "//system/console")),
                attack("two slashes within", 400, request("GET", "/system//console")),
                attack("two slashes at the end", 400, request("GET", "/signin//")),
                attack(
                        "a parameter before the console",
                        400,
                        request("GET", "/signin/../system/console").sentAs("/signin/..;/system/console")),
                attack("upwards from an open path", 400, request("GET", "/signin/../system/console")),
                attack("upwards at the end", 400, request("GET", "/signin/..")),
                attack("here, within", 400, request("GET", "/system/./console")),
                attack("here, at the end", 400, request("GET", "/signin/.")),
                attack("encoded twice", 400, request("GET", "/system%2fconsole").sentAs("/system%252fconsole")),
                attack("dots encoded twice", 400, request("GET", "/signin/%2e%2e/system/console")),
                attack("a backslash", 400, request("GET", "/signin\\..\\system\\console")),
                attack(
                        "a semicolon that was encoded",
                        400,
                        request("GET", "/health;x").sentAs("/health%3bx")),
                attack("a null byte", 400, request("GET", "/health\0")),
                attack("a line break", 400, request("GET", "/signin/\r\nSet-Cookie: a=b")),
                attack("a byte that is no character", 400, request("GET", "/signin/\ufffd")),
                attack("no path", 400, request("OPTIONS", "*")));
    }

    static Stream<Arguments> forgeries() {
        return Stream.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "Post", "PROPFIND", "X")
                .flatMap(method -> Stream.of(
                        attack("API without the header", 403, request(method, "/api/v1/users")),
                        attack(
                                "API without the header, own origin",
                                403,
                                request(method, "/api/v1/login")
                                        .origin("http://localhost:5000")
                                        .fetchSite("same-origin")),
                        attack(
                                "API, foreign origin",
                                403,
                                request(method, "/api/v1/setup").requestedBy().origin("http://evil.example")),
                        attack(
                                "API, null origin",
                                403,
                                request(method, "/api/v1/login/otp")
                                        .requestedBy()
                                        .origin("null")),
                        attack("console without an origin", 403, request(method, "/system/console/bundles")),
                        attack(
                                "console with the API's header only",
                                403,
                                request(method, "/system/console/bundles").requestedBy()),
                        attack(
                                "console from another site",
                                403,
                                request(method, "/system/console/bundles").fetchSite("cross-site")),
                        attack(
                                "console from another port",
                                403,
                                request(method, "/system/console/bundles").fetchSite("same-site")),
                        attack(
                                "console by hand",
                                403,
                                request(method, "/system/console/bundles").fetchSite("none")),
                        attack(
                                "console, own origin but cross-site",
                                403,
                                request(method, "/system/console/bundles")
                                        .origin("http://localhost:5000")
                                        .fetchSite("cross-site")),
                        attack(
                                "console, our other name's origin",
                                403,
                                request(method, "/system/console/bundles").origin("http://127.0.0.1:5000")),
                        attack(
                                "console, null origin but same-origin",
                                403,
                                request(method, "/system/console/bundles")
                                        .origin("null")
                                        .fetchSite("same-origin")),
                        attack("foreign servlet", 403, request(method, "/foreign/servlet")),
                        attack("start page", 403, request(method, "/")),
                        attack("sign-in page", 403, request(method, "/signin")),
                        attack(
                                "looks like the API",
                                403,
                                request(method, "/apiv1/users").requestedBy()),
                        attack(
                                "API in capitals",
                                403,
                                request(method, "/API/v1/users").requestedBy())));
    }

    private static Arguments attack(String name, int status, FactsBuilder request) {
        Facts facts = request.facts();
        return arguments(name + ": " + facts.method() + " " + facts.path(), facts, status);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"everywhere", "tricks", "forgeries"})
    void attackIsRefusedEvenWithTheRightsOfAnAdministrator(String name, Facts facts, int status) {
        assertThat(rules.decide(facts, () -> Visitor.ADMIN))
                .isInstanceOfSatisfying(
                        Refuse.class, refuse -> assertThat(refuse.status()).isEqualTo(status));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"everywhere", "tricks", "forgeries"})
    void attackIsRefusedToAStranger(String name, Facts facts, int status) {
        assertThat(rules.decide(facts, () -> Visitor.STRANGER)).isInstanceOf(Refuse.class);
    }
}
