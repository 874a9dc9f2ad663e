package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.util.converter.Converters;

class MfaTest {

    @TempDir
    Path home;

    @Test
    void setUpTokenIsThereWhenActivationReturns() {
        try (Desk desk = new Desk(home)) {
            assertThat(home.resolve("setup-token")).exists();
            assertThat(desk.waiting).isEmpty();
            assertThat(new SignInHealth(desk.mfa).execute().getStatus()).isEqualTo(Result.Status.OK);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Users.FILE, CodeLedger.FILE})
    void damagedFileAtTheStartLetsNobodyInAndIsSaid(String name) throws IOException {
        Files.writeString(home.resolve(name), "{ damaged");
        try (Desk desk = new Desk(home)) {
            assertThat(desk.waiting).hasSize(1);
            assertThat(desk.waiting.get(0).reason()).contains(name).contains("copy");
            assertThat(new SignInHealth(desk.mfa).execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
            assertThatThrownBy(() -> desk.challenge("ada"))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.status()).isEqualTo(503));
            assertThat(home.resolve("setup-token")).doesNotExist();
        }
    }

    @Test
    void damageWhileSomebodyIsRecordedEndsTheRecordingAndItsRepairIsNoticed() throws Exception {
        try (Desk desk = new Desk(home)) {
            String secret = desk.setUp("ada");
            String token = desk.signIn("ada", secret);
            byte[] copy = Files.readAllBytes(home.resolve(Users.FILE));

            Files.writeString(home.resolve(Users.FILE), "");
            assertThat(desk.mfa.authenticate(token)).isEmpty();
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(desk.sessions).isEmpty();
                assertThat(desk.waiting).hasSize(1);
            });

            PrivateFile.write(home.resolve(Users.FILE), copy);
            await().atMost(Duration.ofSeconds(10)).until(desk.waiting::isEmpty);
            assertThat(desk.signIn("ada", secret)).isNotEmpty();
        }
    }

    @Test
    void changedConfigurationAppliesAtOnceAndEndsNothing() throws Exception {
        try (Desk desk = new Desk(home)) {
            String token = desk.signIn("ada", desk.setUp("ada"));
            desk.mfa.modified(config(Map.of("idleMinutes", 1)));
            assertThat(desk.mfa.authenticate(token)).isPresent();
            desk.time.pass(Duration.ofMinutes(1));
            assertThat(desk.mfa.authenticate(token)).isEmpty();
        }
    }

    @Test
    void statusTellsTheSession() throws Exception {
        try (Desk desk = new Desk(home, new SetTime(), Map.of("sessionHours", 2))) {
            SessionStatus status = new SessionStatus(desk.mfa);
            assertThat(status.value()).isNull();
            desk.signIn("ada", desk.setUp("ada"));
            assertThat(status.value())
                    .isEqualTo(Map.of(
                            "user",
                            "ada",
                            "since",
                            desk.time.now(),
                            "endsAt",
                            desk.time.now().plus(Duration.ofHours(2))));
        }
    }

    @Test
    void settingsStayWithinWhatIsAllowed() {
        Settings least = Settings.of(config(Map.of("sessionHours", -1, "idleMinutes", 0, "maxHours", Double.NaN)));
        assertThat(least.session()).isEqualTo(Duration.ofSeconds(36));
        assertThat(least.signIn().idle()).isEqualTo(Duration.ofSeconds(3));
        assertThat(least.signIn().most()).isEqualTo(Duration.ofSeconds(36));

        Settings most = Settings.of(config(Map.of("sessionHours", 1e9, "idleMinutes", 1e9, "maxHours", 1e9)));
        assertThat(most.session()).isEqualTo(Duration.ofHours(24));
        assertThat(most.signIn().idle()).isEqualTo(Duration.ofMinutes(15));
        assertThat(most.signIn().most()).isEqualTo(Duration.ofHours(8));

        Settings ordinary = Settings.of(config(Map.of()));
        assertThat(ordinary.session()).isEqualTo(Duration.ofHours(12));
        assertThat(ordinary.issuer()).isEqualTo("Workstatus");
    }

    private static MfaConfig config(Map<String, Object> values) {
        return Converters.standardConverter().convert(values).to(MfaConfig.class);
    }
}
