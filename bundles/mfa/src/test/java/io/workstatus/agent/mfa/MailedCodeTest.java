package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.workstatus.agent.api.recording.Session;
import io.workstatus.agent.mfa.Accounts.Application;
import io.workstatus.agent.mfa.Attempts.Challenge;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailedCodeTest {

    private static final Pattern CODE = Pattern.compile("\\b\\d{8}\\b");
    private static final String WRONG = "0000000x";

    @TempDir
    Path home;

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private Desk desk;

    @BeforeEach
    void start() {
        server.start();
        desk = new Desk(home, new SetTime(), config(server.getSmtp().getPort()));
    }

    @AfterEach
    void stop() {
        desk.close();
        server.stop();
    }

    @Test
    void firstUserExistsOnceTheMailedCodeWasConfirmed() throws Exception {
        Challenge challenge = apply("ada");
        assertThat(challenge.factor()).isEqualTo("email");
        assertThat(desk.mfa.accounts().all()).isEmpty();
        assertThat(home.resolve(SetupToken.FILE)).exists();

        String token = desk.mfa.desk().redeem(challenge.id(), lastCode(), true);
        assertThat(desk.mfa.accounts().all()).singleElement().satisfies(user -> {
            assertThat(user.admin()).isTrue();
            assertThat(user.email()).isEqualTo("ada@example.com");
        });
        assertThat(home.resolve(SetupToken.FILE)).doesNotExist();
        assertThat(desk.mfa.authenticate(token)).isPresent();
        assertThat(desk.sessions).extracting(Session::user).containsExactly("ada");
        assertThat(desk.journal.of("user.created")).hasSize(1);
    }

    @Test
    void firstUserMayConfirmThroughAnOrdinarySignIn() throws Exception {
        apply("ada");
        String first = lastCode();
        String challenge = desk.challenge("ada");
        assertThat(lastCode()).as("the same attempt").isEqualTo(first);
        assertThat(desk.mfa.desk().redeem(challenge, first, true)).isNotEmpty();
        assertThat(desk.mfa.accounts().all()).hasSize(1);
    }

    @Test
    void wrongCodesConfirmNobody() throws Exception {
        Challenge challenge = apply("ada");
        String code = lastCode();
        for (int i = 0; i < 5; i++) {
            assertThat(refusal(() -> desk.mfa.desk().redeem(challenge.id(), WRONG, true))
                            .status())
                    .isEqualTo(401);
        }
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge.id(), code, true))
                        .status())
                .isEqualTo(401);
        assertThat(desk.mfa.accounts().all()).isEmpty();
    }

    @Test
    void applicantCannotTakeOverAnAgentThatSomebodyElseSetUp() throws Exception {
        Challenge challenge = apply("eve");
        String code = lastCode();
        desk.setUp("ada");
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge.id(), code, true))
                        .status())
                .isEqualTo(403);
        assertThat(refusal(() -> desk.challenge("eve")).status()).isEqualTo(401);
        assertThat(desk.mfa.accounts().all()).extracting(User::name).containsExactly("ada");
    }

    @Test
    void applicationNeedsTheTokenAndAnAddressOnOneLine() throws Exception {
        assertThat(refusal(() -> desk.mfa.desk().apply("guessed", application("ada", "ada@example.com")))
                        .status())
                .isEqualTo(403);
        String token = Files.readString(home.resolve(SetupToken.FILE));
        Refusal refusal = refusal(
                () -> desk.mfa.desk().apply(token, application("ada", "ada@example.com\r\nBcc: eve@example.com")));
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal).hasMessageContaining("on one line");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void codeHasEightDigitsAndAnotherEachTime() throws Exception {
        signUp();
        desk.challenge("ada");
        String one = lastCode();
        desk.challenge("ada");
        assertThat(one).matches("\\d{8}").isNotEqualTo(lastCode());
    }

    @Test
    void codeIsBoundToItsAttemptAndOneIsLive() throws Exception {
        signUp();
        String first = desk.challenge("ada");
        String ofFirst = lastCode();
        String second = desk.challenge("ada");
        String ofSecond = lastCode();
        assertThat(refusal(() -> desk.mfa.desk().redeem(first, ofFirst, true)).status())
                .isEqualTo(401);
        assertThat(refusal(() -> desk.mfa.desk().redeem(second, ofFirst, true)).status())
                .isEqualTo(401);
        assertThat(desk.mfa.desk().redeem(second, ofSecond, true)).isNotEmpty();
    }

    @Test
    void codeIsUsedOnceAlsoAHundredTimesAtOnce() throws Exception {
        signUp();
        String challenge = desk.challenge("ada");
        String code = lastCode();
        ExecutorService many = Executors.newFixedThreadPool(16);
        try {
            List<Callable<String>> calls = Stream.generate(
                            () -> (Callable<String>) () -> desk.mfa.desk().redeem(challenge, code, true))
                    .limit(100)
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
    void codeEndsAfterFiveMinutes() throws Exception {
        signUp();
        String challenge = desk.challenge("ada");
        String code = lastCode();
        desk.time.pass(Duration.ofMinutes(5).minusMillis(1));
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, WRONG, true)))
                .hasMessage("The code is not right.");
        desk.time.pass(Duration.ofMillis(1));
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, code, true))).hasMessageContaining("is over");
    }

    @Test
    void tenWrongCodesADayLockWhateverIsMailedAfterwardsAlsoAfterARestart() throws Exception {
        signUp();
        for (int i = 0; i < 2; i++) {
            String challenge = desk.challenge("ada");
            for (int j = 0; j < 5; j++) {
                refusal(() -> desk.mfa.desk().redeem(challenge, WRONG, true));
            }
        }
        String challenge = desk.challenge("ada");
        String code = lastCode();
        assertThat(refusal(() -> desk.mfa.desk().redeem(challenge, code, true)).status())
                .isEqualTo(429);
        // No farewell: as if the process had been killed.
        try (Desk next = new Desk(home, desk.time, config(server.getSmtp().getPort()))) {
            String again = next.challenge("ada");
            String fresh = lastCode();
            assertThat(refusal(() -> next.mfa.desk().redeem(again, fresh, true)).status())
                    .isEqualTo(429);
        }
    }

    @Test
    void manyMailsToOneAccountHaveAnEnd() throws Exception {
        signUp();
        Refusal refusal = null;
        int mails = 0;
        while (refusal == null && mails < 100) {
            refusal = refusal(() -> desk.challenge("ada"));
            mails++;
        }
        assertThat(mails).isEqualTo(20);
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.retryAfter().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(15));
        desk.time.pass(Duration.ofMinutes(15));
        assertThat(desk.challenge("ada")).isNotEmpty();
    }

    @Test
    void serverThatIsDownIsSaidAndARecoveryCodeStillSignsIn() throws Exception {
        String token = signUp();
        List<String> codes =
                desk.mfa.accounts().renewRecoveryCodes(desk.mfa.stepUp().soonAfterCode(token));
        server.stop();
        Refusal refusal = refusal(() -> desk.challenge("ada"));
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal).hasMessageContaining("cannot be reached");
        assertThat(desk.journal.of("signin.code.failed")).hasSize(1);

        Challenge challenge = desk.mfa.desk().login("ada", Desk.PASSWORD, true);
        assertThat(challenge.factor()).isEqualTo("recovery");
        assertThat(desk.mfa.desk().redeem(challenge.id(), codes.get(0), true)).isNotEmpty();
    }

    @Test
    void stepUpTakesACodeThatWasMailedForIt() throws Exception {
        String token = signUp();
        desk.time.pass(Duration.ofMinutes(6));
        assertThat(refusal(() -> desk.mfa.stepUp().accept(token, "12345678")).status())
                .as("none was mailed")
                .isEqualTo(401);
        desk.mfa.stepUp().mailCode(token);
        String code = lastCode();
        desk.mfa.stepUp().accept(token, code);
        assertThat(desk.mfa.authenticate(token).orElseThrow().codeAt()).isEqualTo(desk.time.now());
        assertThat(refusal(() -> desk.mfa.stepUp().accept(token, code)).status())
                .isEqualTo(401);
    }

    @Test
    void noCodeIsInTheJournalOrTheUsersFile() throws Exception {
        String token = signUp();
        String code = lastCode();
        desk.mfa.stepUp().mailCode(token);
        assertThat(desk.journal.all().toString()).doesNotContain(code).doesNotContain(lastCode());
        assertThat(Files.readString(home.resolve(Users.FILE))).doesNotContain(code);
    }

    private String signUp() throws Exception {
        Challenge challenge = apply("ada");
        return desk.mfa.desk().redeem(challenge.id(), lastCode(), true);
    }

    private Challenge apply(String name) throws Exception {
        String token = Files.readString(home.resolve(SetupToken.FILE));
        return desk.mfa.desk().apply(token, application(name, name + "@example.com"));
    }

    private static Application application(String name, String email) {
        return new Application(name, Desk.PASSWORD, "admin", "email", Optional.of(email));
    }

    private static Map<String, Object> config(int port) {
        return Map.of(
                "smtpHost", "127.0.0.1", "smtpPort", port, "smtpStartTls", false, "mailFrom", "agent@example.com");
    }

    private String lastCode() {
        await().atMost(Duration.ofSeconds(10)).until(() -> server.getReceivedMessages().length > 0);
        MimeMessage[] messages = server.getReceivedMessages();
        Matcher code = CODE.matcher(GreenMailUtil.getBody(messages[messages.length - 1]));
        assertThat(code.find()).isTrue();
        return code.group();
    }

    private static Refusal refusal(Callable<?> call) {
        return catchThrowableOfType(Refusal.class, call::call);
    }

    private static Refusal refusal(Step step) {
        return catchThrowableOfType(Refusal.class, step::take);
    }

    @FunctionalInterface
    private interface Step {
        void take() throws Exception;
    }
}
