package io.workstatus.agent.mfa;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountCommandTest {

    private static final String ANOTHER = "eleven ducks fly";

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

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
    void newPasswordEndsTheSignInsAndTheOldPassword() throws Exception {
        String token = desk.signIn("ada", secret);
        String challenge = desk.challenge("ada");
        desk.time.pass(Totp.STEP);
        awaitASweep();

        assertThat(run("passwd", "ADA", ANOTHER + "\n")).isZero();

        assertThat(desk.mfa.authenticate(token)).isEmpty();
        assertThatThrownBy(() -> desk.mfa.desk().redeem(challenge, desk.code(secret), true))
                .hasMessageContaining("over");
        assertThatThrownBy(() -> desk.challenge("ada")).hasMessageContaining("not right");
        assertThat(desk.mfa.desk().login("ada", ANOTHER, false).id()).isNotEmpty();
        assertThat(out.toString(UTF_8)).contains("ada").doesNotContain(ANOTHER).hasLineCount(1);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(desk.journal.of("user.password.changed"))
                        .extracting(KeptJournal.Entry::data)
                        .containsExactly(Map.of("user", "ada", "by", "owner of the machine")));
    }

    @Test
    void passwordIsChangedWhileNoAgentRuns() throws Exception {
        desk.close();
        assertThat(run("passwd", "ada", ANOTHER)).isZero();
        try (Desk next = new Desk(home, desk.time, Map.of())) {
            assertThat(next.mfa.desk().login("ada", ANOTHER, false).id()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "short\n", "password1234\n", "\nnine tulips sing\n"})
    void passwordThatIsNotGoodEnoughChangesNothing(String input) throws Exception {
        byte[] before = Files.readAllBytes(home.resolve(Users.FILE));
        assertThat(run("passwd", "ada", input)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("password").hasLineCount(1);
        assertThat(home.resolve(Users.FILE)).hasBinaryContent(before);
    }

    @Test
    void passwordThatIsTooLongOrNoTextIsRefused() {
        assertThat(run("passwd", "ada", "abcdefg ".repeat(100_000))).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("longer than 1024");
        byte[] latin = "zwölf Boxkämpfer".getBytes(ISO_8859_1);
        assertThat(command(latin).run("passwd", "ada")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"passwd", "unlock"})
    void unknownUserAndDamagedFileAreOneLineEach(String name) throws Exception {
        assertThat(run(name, "eve", ANOTHER)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("eve").hasLineCount(1);
        err.reset();
        Files.writeString(home.resolve(Users.FILE), "{ damaged");
        assertThat(run(name, "ada", ANOTHER)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("damaged").hasLineCount(1);
        assertThat(home.resolve(Users.FILE)).hasContent("{ damaged");
    }

    @Test
    void wrongUseIsTwo() {
        assertThat(run("promote", "ada", "")).isEqualTo(2);
    }

    @Test
    void unlockedAccountTakesTheRightCodeAgainAndTheUsedOneNever() throws Exception {
        desk.signIn("ada", secret);
        String used = desk.code(secret);
        tenWrongCodes();
        assertThatThrownBy(() -> desk.mfa.desk().redeem(desk.challenge("ada"), used, true))
                .hasMessageContaining("unlock ada");
        awaitASweep();

        assertThat(run("unlock", "ada", "")).isZero();

        assertThatThrownBy(() -> desk.mfa.desk().redeem(desk.challenge("ada"), used, true))
                .hasMessageContaining("used already");
        assertThat(desk.signIn("ada", secret)).isNotEmpty();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(desk.journal.of("user.unlocked"))
                        .extracting(KeptJournal.Entry::data)
                        .containsExactly(Map.of("user", "ada", "by", "owner of the machine")));
    }

    @Test
    void accountWithoutWrongCodesIsLeftAsItIs() {
        assertThat(run("unlock", "ada", "")).isZero();
        assertThat(out.toString(UTF_8)).contains("No wrong codes");
        assertThat(home.resolve(CodeLedger.FILE)).doesNotExist();
    }

    @Test
    void commandAndRunningAgentAtTheSameTimeLoseNothing() throws Exception {
        String ofBob = desk.member("bob");
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> commands = other.submit(() -> {
                for (int i = 0; i < 5; i++) {
                    assertThat(run("passwd", "ada", ANOTHER + i)).isZero();
                    assertThat(run("unlock", "ada", "")).isZero();
                }
            });
            for (int i = 0; i < 5; i++) {
                desk.member("user" + i);
                desk.signIn("bob", ofBob);
            }
            commands.get();
        } finally {
            other.shutdownNow();
        }
        assertThat(desk.mfa.accounts().all()).hasSize(7);
        assertThat(desk.mfa.desk().login("ada", ANOTHER + 4, false).id()).isNotEmpty();
        String challenge = desk.challenge("bob");
        assertThatThrownBy(() -> desk.mfa.desk().redeem(challenge, desk.code(ofBob), true))
                .hasMessageContaining("used already");
    }

    private void tenWrongCodes() throws Refusal {
        for (int challenge = 0; challenge < 2; challenge++) {
            String id = desk.challenge("ada");
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> desk.mfa.desk().redeem(id, desk.wrongCode(secret), true))
                        .isInstanceOf(Refusal.class);
            }
        }
    }

    /** Of two looks at the time that follow, the second one's sweep began after this and has seen what is there now. */
    private void awaitASweep() {
        int looks = desk.time.looks();
        await().atMost(Duration.ofSeconds(10)).until(() -> desk.time.looks() > looks + 1);
    }

    private int run(String command, String user, String input) {
        return command(input.getBytes(UTF_8)).run(command, user);
    }

    private AccountCommand command(byte[] input) {
        return new AccountCommand(
                home,
                new ByteArrayInputStream(input),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }
}
