package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryCodesTest {

    @TempDir
    Path home;

    private Desk desk;
    private String token;

    @BeforeEach
    void setUp() throws Exception {
        desk = new Desk(home);
        token = desk.signIn("ada", desk.setUp("ada"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void tenCodesOfAHundredAndTwentyBitsAreShownAndOnlyFingerprintsKept() throws Exception {
        List<String> codes = renew();
        assertThat(codes)
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("([A-Z2-7]{4}-){5}[A-Z2-7]{4}"));
        String file = Files.readString(home.resolve(Users.FILE));
        assertThat(codes).noneMatch(code -> file.contains(code) || file.contains(code.replace("-", "")));
        assertThat(desk.journal.of("user.recovery.created")).hasSize(1);
        assertThat(desk.journal.all().toString()).doesNotContain(codes.get(0));
    }

    @Test
    void codeSignsInOnceHoweverItIsTyped() throws Exception {
        String code = renew().get(3);
        String typed = " " + code.replace('-', ' ').toLowerCase(Locale.ROOT);
        assertThat(desk.mfa.desk().redeem(desk.challenge("ada"), typed, true)).isNotEmpty();
        assertThat(desk.journal.of("signin.succeeded").get(1).data().get("factor"))
                .isEqualTo("recovery");
        assertThat(refusal(code).status()).isEqualTo(401);
        assertThat(desk.mfa.stepUp().user(token).recoveryCodes()).hasSize(9);
    }

    @Test
    void usedCodeStaysUsedAfterARestart() throws Exception {
        String code = renew().get(0);
        desk.mfa.desk().redeem(desk.challenge("ada"), code, true);
        // No farewell: as if the process had been killed.
        try (Desk next = new Desk(home, desk.time, java.util.Map.of())) {
            String challenge = next.challenge("ada");
            assertThat(catchThrowableOfType(Refusal.class, () -> next.mfa.desk().redeem(challenge, code, true))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void newCodesVoidTheOldOnes() throws Exception {
        String old = renew().get(0);
        renew();
        assertThat(refusal(old).status()).isEqualTo(401);
    }

    @Test
    void wrongCodeCountsLikeEveryOther() throws Exception {
        renew();
        String challenge = desk.challenge("ada");
        for (int i = 0; i < 5; i++) {
            assertThat(catchThrowableOfType(
                                    Refusal.class,
                                    () -> desk.mfa.desk().redeem(challenge, "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", true))
                            .status())
                    .isEqualTo(401);
        }
        assertThat(desk.journal.of("signin.failed")).hasSize(5);
    }

    @Test
    void codeOfSomebodyElseIsWrong() throws Exception {
        desk.member("bob");
        String code = renew().get(0);
        String challenge = desk.challenge("bob");
        assertThat(catchThrowableOfType(Refusal.class, () -> desk.mfa.desk().redeem(challenge, code, true))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void oneCodeAHundredTimesAtOnceSignsInOnce() throws Exception {
        String code = renew().get(0);
        ExecutorService many = Executors.newFixedThreadPool(16);
        try {
            List<String> challenges = List.of(desk.challenge("ada"), desk.challenge("ada"), desk.challenge("ada"));
            List<Callable<String>> calls = IntStream.range(0, 100)
                    .mapToObj(i -> (Callable<String>) () -> desk.mfa.desk().redeem(challenges.get(i % 3), code, true))
                    .toList();
            int signedIn = 0;
            for (Future<String> each : many.invokeAll(calls)) {
                signedIn += catchThrowableOfType(Exception.class, each::get) == null ? 1 : 0;
            }
            assertThat(signedIn).isOne();
        } finally {
            many.shutdownNow();
        }
    }

    @Test
    void newCodesAreMadeSoonAfterACodeOnly() throws Exception {
        desk.time.pass(Duration.ofMinutes(5).plusSeconds(1));
        Refusal refusal = catchThrowableOfType(Refusal.class, this::renew);
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.type().orElseThrow()).endsWith("/step-up");
    }

    private List<String> renew() throws Refusal {
        return desk.mfa.accounts().renewRecoveryCodes(desk.mfa.stepUp().soonAfterCode(token));
    }

    private Refusal refusal(String code) throws Refusal {
        String challenge = desk.challenge("ada");
        return catchThrowableOfType(Refusal.class, () -> desk.mfa.desk().redeem(challenge, code, true));
    }
}
