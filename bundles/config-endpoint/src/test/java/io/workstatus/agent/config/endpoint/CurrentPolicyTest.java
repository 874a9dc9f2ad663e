package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurrentPolicyTest {

    private static final PolicyDocument OPEN = new PolicyDocument(15, OptionalDouble.empty(), true, false, "{\"x\":1}");

    private final Fakes.Kept kept = new Fakes.Kept();
    private final Fakes.Notes journal = new Fakes.Notes();
    private final Fakes.Time time = new Fakes.Time();
    private final ConsoleEditor editor = new ConsoleEditor();

    @TempDir
    private Path home;

    private CurrentPolicy policy;

    @BeforeEach
    void begin() {
        policy = start();
    }

    @AfterEach
    void stop() {
        policy.close();
    }

    @Test
    void aReplacedPolicyIsServedAtOnceAndAfterARestart() throws Exception {
        ServedPolicies answered = replace(OPEN, "ada");

        assertThat(answered.set().all()).isEqualTo(OPEN);
        assertThat(policy.served()).isSameAs(answered);
        policy.close();
        policy = start();
        assertThat(policy.served().set().all()).isEqualTo(OPEN);
    }

    @Test
    void whoChangedWhatIsJournaledOnce() throws Exception {
        replace(OPEN, "ada");
        policy.modified();
        replace(OPEN, "bob");

        assertThat(journal.entries)
                .containsExactly(new Fakes.Entry(
                        "policy.changed",
                        Map.of(
                                "user",
                                "ada",
                                "version",
                                2,
                                "before",
                                Map.of(
                                        "screenshot_interval",
                                        10L,
                                        "capture_screenshots",
                                        true,
                                        "screenshot_blurred",
                                        true),
                                "after",
                                Map.of(
                                        "screenshot_interval",
                                        15L,
                                        "capture_screenshots",
                                        true,
                                        "screenshot_blurred",
                                        false,
                                        "x",
                                        1))));
    }

    @Test
    void whatAFormChangedIsServed() {
        String before = policy.served().all().etag();
        kept.properties = Map.of("screenshot_interval", 3.0, "screenshot_blurred", false);
        // Of two changes at once the component runtime may tell only the first.
        policy.configurationEvent(Fakes.updated(CurrentPolicy.PID));

        await().until(() -> !policy.served().all().etag().equals(before));
        assertThat(new String(policy.served().all().body(), UTF_8))
                .isEqualTo("{\"screenshot_interval\":3,\"capture_screenshots\":true,\"screenshot_blurred\":false}");
    }

    @Test
    void aFormWithAValueThatWillNotDoIsPutBackToWhatIsServed() throws Exception {
        replace(OPEN, "ada");
        kept.properties = Map.of("screenshot_interval", 0.0);
        policy.modified();

        await().until(() -> kept.map().containsValue(15.0));
        assertThat(policy.served().set().all()).isEqualTo(OPEN);
        assertThat(journal.entries)
                .filteredOn(entry -> entry.type().equals("policy.refused"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.data().toString()).contains("screenshot_interval", "not 0.0"));
    }

    @Test
    void aPolicyThatCannotBeKeptIsNotServed() throws Exception {
        kept.refusal = new IOException("disk full");

        assertThatThrownBy(() -> replace(OPEN, "ada")).isInstanceOf(IOException.class);
        assertThat(policy.served().set().all()).isEqualTo(PolicyDocument.PRIVATE);
        assertThat(journal.entries).isEmpty();
        assertThat(policy.versions().get(2)).isEmpty();
    }

    @Test
    void aKeptPolicyThatWillNotDoGivesThePrivateDefaults() {
        policy.close();
        kept.properties = Map.of("screenshot_interval", "often", "screenshot_blurred", false);
        policy = start();

        assertThat(policy.served().set().all()).isEqualTo(PolicyDocument.PRIVATE);
    }

    @Test
    void everyVersionIsKeptAlsoTheFirstAndCanBeBroughtBack() throws Exception {
        replace(OPEN, "ada");
        Overrides overrides =
                Overrides.of(StrictJson.object("{\"groups\":{\"g\":{\"members\":[\"bob\"],\"policy\":{\"x\":2}}}}"));
        time.now = time.now.plusSeconds(60);
        policy.change(before -> before.with(overrides), "bob", null, known -> true);

        assertThat(policy.versions().list(10)).extracting(Version::number).containsExactly(3, 2, 1);
        assertThat(policy.versions().list(10)).extracting(Version::user).containsExactly("bob", "ada", null);
        assertThat(policy.versions().get(3).orElseThrow().time()).isEqualTo(time.now);
        assertThat(policy.versions().get(1).orElseThrow().set()).isEqualTo(PolicySet.PRIVATE);

        PolicySet second = policy.versions().get(2).orElseThrow().set();
        policy.change(before -> second, "cy", 2, known -> true);

        assertThat(policy.served().set()).isEqualTo(second).isEqualTo(new PolicySet(OPEN, Overrides.NONE));
        Version fourth = policy.versions().get(4).orElseThrow();
        assertThat(fourth.restored()).isEqualTo(2);
        Map<String, Object> told = Map.copyOf(journal.entries.get(2).data());
        assertThat(told).containsEntry("user", "cy").containsEntry("version", 4).containsEntry("restored", 2);
        assertThat(told).containsKeys("before", "after", "overridesBefore", "overridesAfter");
    }

    @Test
    void whoChangedItInTheConsoleIsKnown() throws Exception {
        kept.properties = Map.of("screenshot_interval", 3.0);
        editor.doFilter(
                Fakes.request("POST", "ada"),
                Fakes.response(),
                (request, response) -> policy.configurationEvent(Fakes.updated(CurrentPolicy.PID)));

        await().until(() -> !journal.entries.isEmpty());
        Map<String, Object> told = Map.copyOf(journal.entries.get(0).data());
        assertThat(told).containsEntry("user", "ada");
    }

    @Test
    void aChangeIsFollowedThoughNobodyElseEverHearsOfIt() {
        kept.properties = Map.of("screenshot_interval", 3.0);
        policy.configurationEvent(Fakes.updated(CurrentPolicy.PID));

        await().until(() -> policy.served().set().all().minutes() == 3);
    }

    @Test
    void aChangeThatMeetsAnUnexpectedFailureIsSaidAndPutBackAndTheNextOneIsFollowed() throws Exception {
        replace(OPEN, "ada");
        policy.bindCheck(document -> {
            if (document.contains("\"screenshot_interval\":3,")) {
                throw new IllegalStateException("whoever checks is being stopped");
            }
            return Optional.empty();
        });
        kept.properties = Map.of("screenshot_interval", 3.0);
        policy.modified();
        await().until(() -> kept.map().containsValue(15.0));
        assertThat(policy.served().set().all()).isEqualTo(OPEN);

        kept.properties = Map.of("screenshot_interval", 4.0);
        policy.modified();
        await().until(() -> policy.served().set().all().minutes() == 4);
    }

    @Test
    void whoHasNotSeenTheLastChangeChangesNothing() throws Exception {
        replace(OPEN, "ada");

        assertThatThrownBy(() -> policy.change(
                        before -> PolicySet.PRIVATE,
                        "bob",
                        null,
                        known -> known.etag().equals("old")))
                .isInstanceOf(CurrentPolicy.ChangedMeanwhileException.class);
        assertThat(policy.served().set().all()).isEqualTo(OPEN);
    }

    @Test
    void aVersionThatCannotBeKeptIsNotServed() throws Exception {
        Files.writeString(home.resolve("policy"), "a file where the folder should be");

        assertThatThrownBy(() -> replace(OPEN, "ada")).isInstanceOf(IOException.class);
        assertThat(policy.served().set().all()).isEqualTo(PolicyDocument.PRIVATE);
        assertThat(kept.map()).isEmpty();
    }

    @Test
    void whoKnowsANameOfThePolicyRefusesItsValueInEveryLayer() throws Exception {
        policy.bindCheck(document -> document.contains("\"x\":1") ? Optional.of("x is not to be 1") : Optional.empty());
        Overrides overrides =
                Overrides.of(StrictJson.object("{\"agents\":{\"6b0a1c1e-0000-4000-8000-000000000001\":{\"x\":1}}}"));

        assertThatThrownBy(() -> replace(OPEN, "ada"))
                .isInstanceOf(PolicyException.class)
                .hasMessage("x is not to be 1");
        assertThatThrownBy(() -> policy.change(before -> before.with(overrides), "ada", null, known -> true))
                .isInstanceOf(PolicyException.class);
        assertThat(policy.served().set()).isEqualTo(PolicySet.PRIVATE);
        assertThat(policy.versions().list(10)).isEmpty();
    }

    private ServedPolicies replace(PolicyDocument document, String user) throws Exception {
        return policy.change(before -> before.with(document), user, null, known -> true);
    }

    private CurrentPolicy start() {
        return new CurrentPolicy(home, kept.admin(), journal, time, editor, kept.map());
    }
}
