package io.workstatus.agent.door;

import static io.workstatus.agent.door.FactsBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.workstatus.agent.door.Decision.Pass;
import io.workstatus.agent.door.Decision.Refuse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes over the fleet's listener: each attack that the agent's own port is tried with, and those on a token. */
class FleetRulesTest {

    private static final String TOKEN = "4c1f8a52b6d94e0f9c3a7712";
    private static final List<String> BEARER = List.of("Bearer " + TOKEN);

    private final FleetRules rules = new FleetRules(() -> Optional.of(new FleetToken(TOKEN)));

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void thePolicyIsServedForTheTokenWhateverTheNameOfTheHost(String method) {
        Facts facts = request(method, "/get-config")
                .host("policy.example:5443")
                .fromElsewhere()
                .facts();

        assertThat(rules.decide(facts, BEARER)).isInstanceOf(Pass.class);
        assertThat(rules.decide(facts, List.of("bearer " + TOKEN))).isInstanceOf(Pass.class);
    }

    static Stream<List<String>> wrongTokens() {
        return Stream.of(
                List.of(),
                List.of(""),
                List.of("Bearer"),
                List.of("Bearer "),
                List.of("Bearer x"),
                List.of(TOKEN),
                List.of("Basic " + TOKEN),
                List.of("Bearer " + TOKEN + "x"),
                List.of("Bearer " + TOKEN.substring(1)),
                List.of("Bearer " + TOKEN.toUpperCase(java.util.Locale.ROOT)),
                List.of("Bearer " + TOKEN, "Bearer " + TOKEN),
                List.of("Bearer " + TOKEN + ", Bearer x"));
    }

    @ParameterizedTest
    @MethodSource("wrongTokens")
    void withoutTheTokenNobodyLearnsWhatIsThere(List<String> authorization) {
        for (String path : List.of("/get-config", "/system/console", "/api/v1/status", "/nothing")) {
            assertThat(rules.decide(request("GET", path).facts(), authorization))
                    .isInstanceOfSatisfying(
                            Refuse.class, refuse -> assertThat(refuse.status()).isEqualTo(401));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health",
                "/signin",
                "/signin/signin.js",
                "/system/console",
                "/system/console/bundles",
                "/api/v1/policy",
                "/api/v1/status",
                "/api/v1/login",
                "/api/v1/setup",
                "/api/v1/agents",
                "/api/v1/bundles/blur",
                "/foreign/servlet",
                "/get-config/",
                "/get-config/../system/console",
                "/get-configs",
                "/GET-CONFIG",
                "//get-config"
            })
    void withTheTokenThereIsNothingButThePolicy(String path) {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE")) {
            assertThat(rules.decide(request(method, path).requestedBy().facts(), BEARER))
                    .as(method)
                    .isInstanceOfSatisfying(
                            Refuse.class, refuse -> assertThat(refuse.status()).isEqualTo(404));
        }
    }

    static Stream<FactsBuilder> attacks() {
        return Stream.of(
                request("POST", "/get-config").requestedBy(),
                request("PUT", "/get-config").requestedBy(),
                request("DELETE", "/get-config").requestedBy(),
                request("OPTIONS", "/get-config"),
                request("TRACE", "/get-config"),
                request("get", "/get-config"),
                request("GET", "/get-config").methodOverride(),
                request("GET", "/get-config").sentAs("/get-config;jsessionid=1"),
                request("GET", "/get-config").sentAs("/%67et-config"),
                request("GET", "/get-config").sentAs("/x/../get-config"),
                request("GET", "/get-config").host(),
                request("GET", "/get-config").host("a", "b"),
                request("GET", "/get-config").origin("https://policy.example:5443"),
                request("GET", "/get-config").origin("null"),
                request("GET", "/get-config").fetchSite("same-origin"),
                request("GET", "/get-config").fetchSite("cross-site"));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void whatNoClientSendsIsRefused(FactsBuilder attack) {
        assertThat(rules.decide(attack.facts(), BEARER)).isInstanceOf(Refuse.class);
    }

    @Test
    void withoutATokenOnThisSideNobodyIsServed() {
        FleetRules closed = new FleetRules(Optional::empty);

        assertThat(closed.decide(request("GET", "/get-config").facts(), BEARER))
                .isInstanceOfSatisfying(
                        Refuse.class, refuse -> assertThat(refuse.status()).isEqualTo(503));
        assertThatIllegalArgumentException().isThrownBy(() -> new FleetToken("short"));
        assertThatIllegalArgumentException().isThrownBy(() -> new FleetToken(TOKEN + "\nshort"));
        assertThatIllegalArgumentException().isThrownBy(() -> new FleetToken("\n"));
    }

    @Test
    void aTokenThatIsChangedCountsWithinASecond(@TempDir Path home) throws Exception {
        AtomicLong nanos = new AtomicLong();
        FleetTokenFile file = new FleetTokenFile(home, nanos::get);
        String next = "the token that comes after this one";
        assertThat(file.get()).isEmpty();
        Files.createDirectory(home.resolve("secrets"));
        Files.writeString(home.resolve("secrets/fleet-token"), TOKEN + "\n");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(file.get().orElseThrow().matches("Bearer " + TOKEN)).isTrue();
        assertThat(file.get().orElseThrow().matches("Bearer " + next)).isFalse();
        // Until every agent has the new one, both count.
        Files.writeString(home.resolve("secrets/fleet-token"), next + "\n" + TOKEN + "\n");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(file.get().orElseThrow().matches("Bearer " + TOKEN)).isTrue();
        assertThat(file.get().orElseThrow().matches("Bearer " + next)).isTrue();
        assertThat(file.get().orElseThrow().matches("Bearer " + next + "\n" + TOKEN))
                .isFalse();
        Files.writeString(home.resolve("secrets/fleet-token"), next + "\n");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(file.get().orElseThrow().matches("Bearer " + TOKEN)).isFalse();
        assertThat(file.get().orElseThrow().matches("Bearer " + next)).isTrue();
        Files.writeString(home.resolve("secrets/fleet-token"), "short");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(file.get()).isEmpty();
    }
}
