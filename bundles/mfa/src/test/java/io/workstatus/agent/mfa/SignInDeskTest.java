package io.workstatus.agent.mfa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.recording.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInDeskTest {

    @TempDir
    Path home;

    private Desk desk;
    private String secret;

    @BeforeEach
    void setUp() throws Exception {
        desk = new Desk(home);
        secret = desk.setUp("ada");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void passwordAndCodeSignInAndOpenTheRecordingSession() throws Exception {
        String token = desk.signIn("ada", secret);
        assertThat(desk.mfa.authenticate(token)).contains(new SignedIn("ada", true, desk.time.now()));
        assertThat(desk.sessions).extracting(Session::user).containsExactly("ada");
        assertThat(desk.journal.of("signin.succeeded")).hasSize(1);
    }

    @Test
    void nobodyIsSignedInWithTheChallengeAlone() throws Exception {
        String challenge = desk.challenge("ada");
        assertThat(desk.mfa.authenticate(challenge)).isEmpty();
        assertThat(desk.sessions).isEmpty();
    }

    @Test
    void unknownUserAndWrongPasswordAreToldTheSame() {
        Refusal wrong = refusal(() -> desk.mfa.desk().login("ada", "nine tulips sink", false));
        Refusal unknown = refusal(() -> desk.mfa.desk().login("eve", "nine tulips sing", false));
        assertThat(unknown).hasMessage(wrong.getMessage());
        assertThat(unknown.status()).isEqualTo(wrong.status()).isEqualTo(401);
        assertThat(unknown.retryAfter()).isEqualTo(wrong.retryAfter()).isEmpty();
        assertThat(desk.journal.of("signin.failed"))
                .extracting(KeptJournal.Entry::data)
                .isEqualTo(List.of(Map.of("reason", "password", "user", "ada"), Map.of("reason", "password")));
    }

    @Test
    void wrongPasswordsSlowDownAndTheRightOneWorksAfterTheWait() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(refusal(() -> desk.mfa.desk().login("ada", "wrong", false))
                            .status())
                    .isEqualTo(401);
        }
        Refusal wait = refusal(() -> desk.challenge("ada"));
        assertThat(wait.status()).isEqualTo(429);
        desk.time.pass(wait.retryAfter().orElseThrow());
        assertThat(desk.challenge("ada")).isNotEmpty();
    }

    @Test
    void challengeIsForOneUse() throws Exception {
        String challenge = desk.challenge("ada");
        desk.mfa.desk().redeem(challenge, desk.code(secret), true);
        desk.time.pass(Totp.STEP);
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, desk.code(secret), true))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void challengeEndsAfterFiveMinutes() throws Exception {
        String challenge = desk.challenge("ada");
        desk.time.pass(Duration.ofMinutes(5));
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, desk.code(secret), true))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void challengeEndsWhenThePasswordChanges() throws Exception {
        String challenge = desk.challenge("ada");
        Path file = home.resolve(Users.FILE);
        String changed = Files.readString(file)
                .replaceFirst(
                        "\\$argon2id[^\"]*",
                        Matcher.quoteReplacement(Argon2id.of("another one").toString()));
        PrivateFile.write(file, changed.getBytes(UTF_8));
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, desk.code(secret), true))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void stepIsTakenOnceAndItsReuseIsNoFailure() throws Exception {
        String token = desk.signIn("ada", secret);
        String challenge = desk.challenge("ada");
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, desk.code(secret), true)))
                .hasMessageContaining("used already");
        assertThat(refusal(() -> desk.mfa.stepUp().accept(token, desk.code(secret))))
                .hasMessageContaining("used already");
        assertThat(desk.journal.of("signin.failed")).isEmpty();
    }

    @Test
    void usedStepStaysUsedAfterARestart() throws Exception {
        desk.signIn("ada", secret);
        desk.close();
        try (Desk next = new Desk(home, desk.time, Map.of())) {
            String challenge = next.challenge("ada");
            assertThatThrownBy(() -> next.mfa.desk().redeem(challenge, next.code(secret), true))
                    .hasMessageContaining("used already");
        }
    }

    @Test
    void clockThatIsSetBackMakesNoUsedStepGoodAgain() throws Exception {
        desk.signIn("ada", secret);
        String used = desk.code(secret);
        desk.time.jump(Duration.ofHours(5));
        desk.signIn("ada", secret);
        desk.time.jump(Duration.ofHours(-5).minus(Totp.STEP));
        String challenge = desk.challenge("ada");
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, used, true))).hasMessageContaining("used already");
    }

    @Test
    void fiveWrongCodesEndTheChallenge() throws Exception {
        String challenge = desk.challenge("ada");
        for (int i = 0; i < 4; i++) {
            assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, desk.wrongCode(secret), true)))
                    .hasMessage("The code is not right.");
        }
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, desk.wrongCode(secret), true)))
                .hasMessageContaining("not right")
                .hasMessageContaining("Begin again with the password");
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, desk.code(secret), true))
                        .status())
                .isEqualTo(401);
        assertThat(desk.journal.of("signin.failed")).hasSize(5);
        desk.signIn("ada", secret);
    }

    @Test
    void ofAThousandWrongCodesAtOnceFiveAreJudgedAChallengeAndTenInAll() throws Exception {
        List<String> challenges = List.of(desk.challenge("ada"), desk.challenge("ada"), desk.challenge("ada"));
        String wrong = desk.wrongCode(secret);
        List<Refusal> refusals =
                atOnce(334, challenges, challenge -> () -> desk.mfa.desk().redeem(challenge, wrong, true));

        assertThat(refusals).hasSize(1_002).doesNotContainNull();
        assertThat(desk.journal.of("signin.failed")).hasSize(10);
        assertThat(desk.journal.of("signin.locked")).hasSize(1);
        assertThat(refusals)
                .filteredOn(refusal -> refusal.getMessage().contains("not right"))
                .hasSize(10);
        assertThat(refusals).extracting(Refusal::status).containsOnly(401, 429);
    }

    @Test
    void ofAThousandWrongCodesAtOnceFiveAreJudgedOnOneChallenge() throws Exception {
        List<String> challenge = List.of(desk.challenge("ada"));
        String wrong = desk.wrongCode(secret);
        List<Refusal> refusals =
                atOnce(1_000, challenge, id -> () -> desk.mfa.desk().redeem(id, wrong, true));
        assertThat(refusals).hasSize(1_000).doesNotContainNull();
        assertThat(desk.journal.of("signin.failed")).hasSize(5);
        assertThat(desk.journal.of("signin.locked")).isEmpty();
    }

    @Test
    void ofTheRightCodeAHundredTimesAtOnceOneSignsIn() throws Exception {
        List<String> challenge = List.of(desk.challenge("ada"));
        String code = desk.code(secret);
        List<Refusal> refusals =
                atOnce(100, challenge, id -> () -> desk.mfa.desk().redeem(id, code, true));
        assertThat(refusals).hasSize(100).containsNull();
        assertThat(refusals).filteredOn(refusal -> refusal == null).hasSize(1);
        assertThat(desk.journal.of("signin.succeeded")).hasSize(1);
        assertThat(desk.journal.of("signin.failed")).isEmpty();
        assertThat(desk.sessions).hasSize(1);
    }

    @Test
    void ofTheRightCodeOnManyChallengesOneSignsIn() throws Exception {
        List<String> challenges = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            challenges.add(desk.challenge("ada"));
        }
        String code = desk.code(secret);
        atOnce(10, challenges, id -> () -> desk.mfa.desk().redeem(id, code, true));
        assertThat(desk.journal.of("signin.succeeded")).hasSize(1);
    }

    @Test
    void rightCodeIsRefusedUntilTheWaitIsOverAlsoAfterARestart() throws Exception {
        tenWrongCodes();
        Refusal locked = refusal(() -> desk.mfa.desk().redeem(desk.challenge("ada"), desk.code(secret), true));
        assertThat(locked.status()).isEqualTo(429);
        assertThat(locked.retryAfter().orElseThrow()).isLessThanOrEqualTo(Duration.ofDays(1));
        // No farewell: as if the process had been killed.
        try (Desk next = new Desk(home, desk.time, Map.of())) {
            assertThatThrownBy(() -> next.mfa.desk().redeem(next.challenge("ada"), next.code(secret), true))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.status()).isEqualTo(429));
            next.time.pass(locked.retryAfter().orElseThrow());
            assertThat(next.signIn("ada", secret)).isNotEmpty();
        }
    }

    @Test
    void clockThatIsSetBackDoesNotLockAnAccountForever() throws Exception {
        desk.time.jump(Duration.ofDays(3650));
        tenWrongCodes();
        desk.time.jump(Duration.ofDays(-3650));
        Refusal locked = refusal(() -> desk.mfa.desk().redeem(desk.challenge("ada"), desk.code(secret), true));
        assertThat(locked.status()).isEqualTo(429);
        assertThat(locked.retryAfter().orElseThrow()).isLessThanOrEqualTo(Duration.ofDays(1));
    }

    @Test
    void lockedAccountDoesNotLockOthers() throws Exception {
        String ofBob = desk.member("bob");
        tenWrongCodes();
        assertThat(desk.signIn("bob", ofBob)).isNotEmpty();
    }

    @Test
    void stepUpRenewsTheTimeOfTheCode() throws Exception {
        String token = desk.signIn("ada", secret);
        desk.time.pass(Duration.ofMinutes(6));
        desk.mfa.stepUp().accept(token, desk.code(secret));
        assertThat(desk.mfa.authenticate(token)).map(SignedIn::codeAt).contains(desk.time.now());
    }

    @Test
    void wrongCodeOfAStepUpCountsAndRenewsNothing() throws Exception {
        String token = desk.signIn("ada", secret);
        var codeAt = desk.time.now();
        desk.time.pass(Duration.ofMinutes(6));
        for (int i = 0; i < 10; i++) {
            refusal(() -> desk.mfa.stepUp().accept(token, desk.wrongCode(secret)));
        }
        assertThat(refusal(() -> desk.mfa.stepUp().accept(token, desk.code(secret)))
                        .status())
                .isEqualTo(429);
        assertThat(desk.mfa.authenticate(token)).map(SignedIn::codeAt).contains(codeAt);
    }

    @Test
    void stepUpNeedsASignIn() {
        assertThat(refusal(() -> desk.mfa.stepUp().accept("", desk.code(secret)))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void signOutEndsTheSignInAndTheUsersOwnRecordingSession() throws Exception {
        String ofBob = desk.member("bob");
        String ada = desk.signIn("ada", secret);
        String bob = desk.signIn("bob", ofBob);
        desk.mfa.desk().signOut(bob);
        assertThat(desk.mfa.authenticate(bob)).isEmpty();
        assertThat(desk.sessions).extracting(Session::user).containsExactly("ada");
        desk.mfa.desk().signOut(ada);
        assertThat(desk.mfa.authenticate(ada)).isEmpty();
        assertThat(desk.sessions).isEmpty();
        assertThat(desk.journal.of("signin.ended")).hasSize(2);
    }

    @Test
    void signInWithoutRecordingOpensNoSession() throws Exception {
        desk.mfa.desk().redeem(desk.challenge("ada"), desk.code(secret), false);
        assertThat(desk.sessions).isEmpty();
    }

    @Test
    void recordingThatOpensLaterAsksForACodeOnceMoreAndSaysSo() throws Exception {
        desk.time.pass(Totp.STEP);
        String token = desk.mfa.desk().redeem(desk.challenge("ada"), desk.code(secret), false);
        desk.time.pass(Duration.ofMinutes(6));
        assertThat(refusal(() -> desk.mfa.desk().record(token)).type()).contains("/problems/step-up");
        assertThat(desk.sessions).isEmpty();
        desk.mfa.stepUp().accept(token, desk.code(secret));
        assertThat(desk.mfa.desk().record(token)).isTrue();
        assertThat(desk.sessions).hasSize(1);
    }

    @Test
    void tokenIsLiveUntilItsSignInEndsAndAskingDoesNotUseIt() throws Exception {
        String token = desk.signIn("ada", secret);
        for (int minute = 0; minute < 14; minute++) {
            desk.time.pass(Duration.ofMinutes(1));
            assertThat(desk.mfa.isLive(token)).isTrue();
        }
        desk.time.pass(Duration.ofMinutes(1));
        assertThat(desk.mfa.isLive(token)).as("15 idle minutes, whoever asked").isFalse();
        String next = desk.signIn("ada", secret);
        desk.mfa.desk().signOut(next);
        assertThat(desk.mfa.isLive(next)).isFalse();
        assertThat(desk.mfa.isLive("")).isFalse();
    }

    @Test
    void removedUserIsSignedOutAndNoLongerRecorded() throws Exception {
        String ofBob = desk.member("bob");
        String bob = desk.signIn("bob", ofBob);
        desk.mfa.desk().gone(desk.mfa.accounts().remove("ada", "bob"));
        assertThat(desk.mfa.authenticate(bob)).isEmpty();
        assertThat(desk.sessions).isEmpty();
    }

    @Test
    void newUserOfAnOldNameInheritsNoSignIn() throws Exception {
        String old = desk.signIn("bob", desk.member("bob"));
        desk.mfa.accounts().remove("ada", "bob");
        desk.member("bob");
        assertThat(desk.mfa.authenticate(old)).isEmpty();
    }

    @Test
    void restartEndsAllSignIns() throws Exception {
        String token = desk.signIn("ada", secret);
        desk.close();
        assertThat(desk.sessions).isEmpty();
        try (Desk next = new Desk(home, desk.time, Map.of())) {
            assertThat(next.mfa.authenticate(token)).isEmpty();
        }
    }

    @Test
    void noSecretIsInTheJournal() throws Exception {
        String token = desk.signIn("ada", secret);
        refusal(() -> desk.mfa.desk().login("ada", "a wrong password", false));
        desk.mfa.desk().signOut(token);
        assertThat(desk.journal.all().toString())
                .doesNotContain(token)
                .doesNotContain(secret)
                .doesNotContain(Desk.PASSWORD)
                .doesNotContain("a wrong password");
    }

    private void tenWrongCodes() throws Exception {
        for (int challenge = 0; challenge < 2; challenge++) {
            String id = desk.challenge("ada");
            for (int i = 0; i < 5; i++) {
                refusal(() -> desk.mfa.desk().redeem(id, desk.wrongCode(secret), true));
            }
        }
    }

    private static Refusal refusal(Callable<?> call) {
        return catchThrowableOfType(Refusal.class, call::call);
    }

    private static Refusal refusal(Step step) {
        return catchThrowableOfType(Refusal.class, step::take);
    }

    private interface Step {
        void take() throws Exception;
    }

    /** What each call was refused with, or null. */
    private static List<Refusal> atOnce(int times, List<String> ids, Function<String, Callable<?>> call)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Refusal>> calls = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                ids.forEach(id -> calls.add(() -> refusal(call.apply(id))));
            }
            List<Refusal> refusals = new ArrayList<>();
            for (Future<Refusal> done : threads.invokeAll(calls)) {
                refusals.add(done.get());
            }
            return refusals;
        } finally {
            threads.shutdownNow();
        }
    }
}
