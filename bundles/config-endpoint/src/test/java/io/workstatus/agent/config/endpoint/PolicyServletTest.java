package io.workstatus.agent.config.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.access.SignedIn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.util.converter.Converters;

/** What whoever changes the policy over HTTP is answered with. */
class PolicyServletTest {

    private static final String OPEN =
            "{\"screenshot_interval\":15,\"capture_screenshots\":true,\"screenshot_blurred\":false}";

    private final Fakes.Kept kept = new Fakes.Kept();
    private final Fakes.Notes journal = new Fakes.Notes();

    @TempDir
    private Path home;

    private CurrentPolicy policy;
    private Publisher publisher;
    private PolicyServlet servlet;

    @BeforeEach
    void begin() {
        policy = new CurrentPolicy(home, kept.admin(), journal, new Fakes.Time(), new ConsoleEditor(), kept.map());
        publisher = new Publisher(
                policy,
                journal,
                Converters.standardConverter().convert(Map.of()).to(PublisherConfig.class));
        servlet = new PolicyServlet(policy, publisher);
    }

    @AfterEach
    void stop() throws Exception {
        publisher.close();
        policy.close();
    }

    @Test
    void whatIsPutIsAnsweredAndServed() throws Exception {
        Exchange put = new Exchange("PUT", null, OPEN).by("ada", SignedIn.ADMIN);
        servlet.service(put.request(), put.response());

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo(OPEN);
        assertThat(policy.served().set().all())
                .isEqualTo(new PolicyDocument(15, OptionalDouble.empty(), true, false, "{}"));
    }

    @Test
    void aFullDiskIsSaidWith503AndChangesNothing() throws Exception {
        kept.refusal = new IOException("No space left on device");
        for (Exchange change : new Exchange[] {
            new Exchange("PUT", null, OPEN),
            new Exchange("PUT", "/overrides", "{\"groups\":{\"g\":{\"members\":[],\"policy\":{}}}}")
        }) {
            servlet.service(change.by("ada", SignedIn.ADMIN).request(), change.response());

            assertThat(change.status()).isEqualTo(503);
            assertThat(change.sentence())
                    .contains("No space left on device", "the one before is served still", "Make room on the disk");
        }
        assertThat(policy.served().set()).isEqualTo(PolicySet.PRIVATE);
        assertThat(journal.entries).isEmpty();

        kept.refusal = null;
        Exchange again = new Exchange("PUT", null, OPEN).by("ada", SignedIn.ADMIN);
        servlet.service(again.request(), again.response());
        assertThat(again.status()).isEqualTo(200);
    }

    @Test
    void aValueThatWillNotDoIsNamed() throws Exception {
        Exchange put = new Exchange("PUT", null, OPEN.replace("15", "0")).by("ada", SignedIn.ADMIN);
        servlet.service(put.request(), put.response());

        assertThat(put.status()).isEqualTo(422);
        assertThat(put.sentence()).isEqualTo("screenshot_interval is to be from 0.0042 to 1440, not 0");
    }

    @Test
    void whoIsNoAdministratorChangesNothing() throws Exception {
        Exchange put = new Exchange("PUT", null, OPEN).by("bob");
        servlet.service(put.request(), put.response());

        assertThat(put.status()).isEqualTo(403);
        assertThat(policy.served().set()).isEqualTo(PolicySet.PRIVATE);
    }
}
