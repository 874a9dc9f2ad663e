package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedPoliciesTest {

    private static final String ONE = "6b0a1c1e-0000-4000-8000-000000000001";
    private static final String TWO = "6b0a1c1e-0000-4000-8000-000000000002";
    private static final String ALL = """
            {"screenshot_interval": 15, "screenshot_interval_seconds": 900, "capture_screenshots": true,
             "screenshot_blurred": true, "x": 1}""";
    private static final String OVERRIDES = """
            {"groups": {
              "design": {"members": ["ada", "%1$s"], "policy": {"screenshot_interval": 5, "x": 2}},
              "sales": {"members": ["ada", "bob"], "policy": {"screenshot_interval_seconds": 20, "y": 3}}},
             "agents": {"%1$s": {"screenshot_blurred": false, "x": 4}}}""".formatted(ONE);

    @Test
    void whomNothingElseIsSaidOfIsToldWhatAllAreTold() throws Exception {
        ServedPolicies policies = policies(null);

        assertThat(policies.of(Caller.of(TWO, "eve"))).isSameAs(policies.all());
        assertThat(policies.of(Caller.of("no id", "%zz"))).isSameAs(policies.all());
    }

    @Test
    void agentOverGroupOverAllAndOfGroupsTheFirstByName() throws Exception {
        ServedPolicies policies = policies(null);

        assertThat(text(policies.of(Caller.of(TWO, "ada"))))
                .isEqualTo("{\"screenshot_interval\":5,\"capture_screenshots\":true,\"screenshot_blurred\":true,"
                        + "\"x\":2,\"y\":3}");
        assertThat(text(policies.of(Caller.of(ONE, "bob"))))
                .isEqualTo("{\"screenshot_interval\":5,\"capture_screenshots\":true,\"screenshot_blurred\":false,"
                        + "\"x\":4,\"y\":3}");
        assertThat(text(policies.of(Caller.of(null, "bob"))))
                .contains("\"screenshot_interval_seconds\":20", "\"screenshot_interval\":0.3333");
    }

    @Test
    void whoIsToldTheSameIsAnsweredWithTheSameBytes() throws Exception {
        ServedPolicies policies = policies(null);

        assertThat(policies.of(Caller.of(TWO, "bob"))).isSameAs(policies.of(Caller.of(null, "bob")));
        assertThat(policies.of(Caller.of(ONE, "bob")).etag())
                .isNotEqualTo(policies.all().etag());
    }

    @Test
    void onRequestTheAnswerSaysWhichLayerEachValueCameFrom() throws Exception {
        ServedPolicies policies = policies(null);
        ObjectNode explained = StrictJson.object(
                policies.explained(policies.of(Caller.of(ONE, "bob"))).body());

        assertThat(explained.path("policy_layers")).isEqualTo(StrictJson.object("""
                        {"capture_screenshots": "all", "screenshot_blurred": "agent",
                         "screenshot_interval": "group design", "x": "agent", "y": "group sales"}"""));
        explained.remove("policy_layers");
        assertThat(explained.toString()).isEqualTo(text(policies.of(Caller.of(ONE, "bob"))));
    }

    @Test
    void theVeryBytesAreSignedWithNumberAndExpiry() throws Exception {
        KeyPair pair = PolicyKey.generate();
        Issue issue = new Issue(
                PolicyKey.parse(PolicyKey.text(pair.getPrivate())), 7, Instant.parse("2026-12-01T00:00:00.000Z"));
        Served served = policies(issue).of(Caller.of(ONE, "bob"));

        assertThat(text(served))
                .contains("\"policy_version\":7")
                .contains("\"policy_expires\":\"2026-12-01T00:00:00.000Z\"")
                .contains("\"policy_for\":\"" + ONE + "\"");
        assertThat(text(policies(issue).all())).doesNotContain("policy_for");
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(pair.getPublic());
        verifier.update(served.body());
        assertThat(verifier.verify(Base64.getDecoder().decode(served.signature())))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":{}}",
                "{\"groups\":[]}",
                "{\"groups\":{\"a\":{\"members\":[\"ada\"]}}}",
                "{\"groups\":{\"a\":{\"policy\":{}}}}",
                "{\"groups\":{\"a\":{\"members\":[1],\"policy\":{}}}}",
                "{\"groups\":{\"a/b\":{\"members\":[],\"policy\":{}}}}",
                "{\"groups\":{\"a\":{\"members\":[],\"policy\":{\"screenshot_interval\":0}}}}",
                "{\"groups\":{\"a\":{\"members\":[],\"policy\":{},\"more\":1}}}",
                "{\"agents\":{\"me\":{}}}",
                "{\"agents\":{\"6b0a1c1e-0000-4000-8000-000000000001\":{\"screenshot_blurred\":\"no\"}}}"
            })
    void overridesThatWillNotDoAreRefusedWithWhere(String json) {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> Overrides.of(StrictJson.object(json)))
                .satisfies(e -> assertThat(e.getMessage()).containsAnyOf("groups", "agents", "overrides"));
    }

    private static ServedPolicies policies(Issue issue) throws PolicyException {
        return new ServedPolicies(
                new PolicySet(PolicyDocument.of(StrictJson.object(ALL)), Overrides.of(StrictJson.object(OVERRIDES))),
                issue);
    }

    private static String text(Served served) {
        return new String(served.body(), UTF_8);
    }
}
