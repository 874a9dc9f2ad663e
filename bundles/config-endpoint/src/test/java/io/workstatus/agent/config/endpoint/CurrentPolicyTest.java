package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CurrentPolicyTest {

    private static final PolicyDocument OPEN = new PolicyDocument(15, OptionalDouble.empty(), true, false, "{\"x\":1}");

    private final Fakes.Kept kept = new Fakes.Kept();
    private final Fakes.Notes journal = new Fakes.Notes();
    private CurrentPolicy policy = start();

    @AfterEach
    void stop() {
        policy.close();
    }

    @Test
    void aReplacedPolicyIsServedAtOnceAndAfterARestart() throws Exception {
        Served answered = policy.replace(OPEN, "ada");

        assertThat(answered.policy()).isEqualTo(OPEN);
        assertThat(policy.served()).isSameAs(answered);
        policy.close();
        policy = start();
        assertThat(policy.served().policy()).isEqualTo(OPEN);
    }

    @Test
    void whoChangedWhatIsJournaledOnce() throws Exception {
        policy.replace(OPEN, "ada");
        policy.modified();
        policy.replace(OPEN, "bob");

        assertThat(journal.entries)
                .containsExactly(new Fakes.Entry(
                        "policy.changed",
                        Map.of(
                                "user", "ada",
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
        String before = policy.served().etag();
        kept.properties = Map.of("screenshot_interval", 3.0, "screenshot_blurred", false);
        policy.modified();

        await().until(() -> !policy.served().etag().equals(before));
        assertThat(new String(policy.served().body(), UTF_8))
                .isEqualTo("{\"screenshot_interval\":3,\"capture_screenshots\":true,\"screenshot_blurred\":false}");
    }

    @Test
    void aFormWithAValueThatWillNotDoIsPutBackToWhatIsServed() throws Exception {
        policy.replace(OPEN, "ada");
        kept.properties = Map.of("screenshot_interval", 0.0);
        policy.modified();

        await().until(() -> kept.map().containsValue(15.0));
        assertThat(policy.served().policy()).isEqualTo(OPEN);
    }

    @Test
    void aPolicyThatCannotBeKeptIsNotServed() {
        kept.refuses = true;

        assertThatThrownBy(() -> policy.replace(OPEN, "ada")).isInstanceOf(IOException.class);
        assertThat(policy.served().policy()).isEqualTo(PolicyDocument.PRIVATE);
        assertThat(journal.entries).isEmpty();
    }

    @Test
    void aKeptPolicyThatWillNotDoGivesThePrivateDefaults() {
        policy.close();
        kept.properties = Map.of("screenshot_interval", "often", "screenshot_blurred", false);
        policy = start();

        assertThat(policy.served().policy()).isEqualTo(PolicyDocument.PRIVATE);
    }

    private CurrentPolicy start() {
        return new CurrentPolicy(kept.admin(), journal, kept.map());
    }
}
