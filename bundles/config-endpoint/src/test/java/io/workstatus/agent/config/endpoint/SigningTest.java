package io.workstatus.agent.config.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningTest {

    private static final PolicySet OTHER =
            PolicySet.PRIVATE.with(new PolicyDocument(15, OptionalDouble.empty(), true, false, "{}"));

    private final Fakes.Time time = new Fakes.Time();

    @TempDir
    private Path home;

    private Path secrets;

    @BeforeEach
    void folder() throws Exception {
        secrets = Files.createDirectory(home.resolve("secrets"));
    }

    @Test
    void withoutAKeyNothingIsSigned() {
        Signing signing = new Signing(home, time);

        assertThat(signing.issue(PolicySet.PRIVATE)).isNull();
        assertThat(signing.isDue(null)).isFalse();
    }

    @Test
    void numbersRiseWithEachChangeAlsoWhileTheClockGoesBack() throws Exception {
        PolicyKeyCommand.makeKey(secrets);
        Signing signing = new Signing(home, time);
        long first = signing.issue(PolicySet.PRIVATE).number();
        time.now = time.now.minus(Duration.ofDays(400));

        assertThat(first).isEqualTo(1_795_348_800L);
        assertThat(signing.issue(OTHER).number()).isEqualTo(first + 1);
        assertThat(new Signing(home, time).issue(PolicySet.PRIVATE).number()).isEqualTo(first + 2);
    }

    @Test
    void aRestartIssuesNothingAnewUntilHalfOfTheTimeIsOver() throws Exception {
        PolicyKeyCommand.makeKey(secrets);
        Issue first = new Signing(home, time).issue(PolicySet.PRIVATE);
        time.now = time.now.plus(Duration.ofDays(14));
        Signing again = new Signing(home, time);

        assertThat(again.issue(PolicySet.PRIVATE).number()).isEqualTo(first.number());
        assertThat(again.isDue(again.issue(PolicySet.PRIVATE))).isFalse();
        time.now = time.now.plus(Duration.ofDays(2));
        assertThat(again.issue(PolicySet.PRIVATE).number()).isGreaterThan(first.number());
        assertThat(again.issue(PolicySet.PRIVATE).expires()).isEqualTo(time.now.plus(Duration.ofDays(30)));
    }

    @Test
    void aKeyIsMadeOnceAndSignsFilesThatSayTheirNumberAndExpiry() throws Exception {
        String pinned = PolicyKeyCommand.makeKey(secrets);
        Path document = home.resolve("policy.json");
        Files.writeString(
                document, "{\"screenshot_interval\":5,\"capture_screenshots\":true,\"screenshot_blurred\":true}");

        assertThat(pinned).startsWith("MCowBQYDK2VwAyEA");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyKeyCommand.makeKey(secrets))
                .withMessageContaining("already");
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> PolicyKeyCommand.sign(secrets.resolve("policy-key"), document))
                .withMessageContaining("policy_version");
    }
}
