package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.recording.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordChangeTest {

    private static final String ANOTHER = "eleven ducks fly";

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
    void ownChangeEndsAllSignInsButTheOneItCameFromWhichGoesOnUnderANewToken() throws Exception {
        String other = desk.signIn("ada", secret);
        String token = desk.signIn("ada", secret);
        var codeAt = desk.time.now();
        desk.time.pass(Duration.ofMinutes(1));

        String next = desk.mfa.desk().changePassword(token, Desk.PASSWORD, ANOTHER);

        assertThat(desk.mfa.authenticate(next)).contains(new SignedIn("ada", true, codeAt));
        assertThat(desk.mfa.authenticate(token)).isEmpty();
        assertThat(desk.mfa.authenticate(other)).isEmpty();
        assertThat(desk.sessions).extracting(Session::user).containsExactly("ada");
        assertThat(desk.mfa.desk().login("ada", ANOTHER, false).id()).isNotEmpty();
        assertThat(status(() -> desk.challenge("ada"))).isEqualTo(401);
        assertThat(desk.journal.of("user.password.changed"))
                .extracting(KeptJournal.Entry::data)
                .containsExactly(Map.of("user", "ada", "by", "ada"));
        assertThat(desk.journal.of("signin.ended")).hasSize(2);
        assertThat(desk.journal.all().toString()).doesNotContain(ANOTHER).doesNotContain(next);
    }

    @Test
    void signInThatGoesOnLastsNoLongerForIt() throws Exception {
        String token = desk.signIn("ada", secret);
        for (int i = 0; i < 47; i++) {
            desk.time.pass(Duration.ofMinutes(10));
            assertThat(desk.mfa.authenticate(token)).isPresent();
        }
        String next = desk.mfa.desk().changePassword(token, Desk.PASSWORD, ANOTHER);
        assertThat(desk.mfa.authenticate(next)).isPresent();
        desk.time.pass(Duration.ofMinutes(10));
        assertThat(desk.mfa.authenticate(next)).isEmpty();
    }

    @Test
    void wrongCurrentPasswordChangesNothingAndSlowsDown() throws Exception {
        String token = desk.signIn("ada", secret);
        for (int i = 0; i < 5; i++) {
            assertThat(status(() -> desk.mfa.desk().changePassword(token, "wrong", ANOTHER)))
                    .isEqualTo(422);
        }
        assertThat(status(() -> desk.mfa.desk().changePassword(token, Desk.PASSWORD, ANOTHER)))
                .isEqualTo(429);
        desk.time.pass(Duration.ofSeconds(30));
        assertThat(desk.challenge("ada")).isNotEmpty();
        assertThat(desk.mfa.authenticate(token)).isPresent();
        assertThat(desk.journal.of("signin.failed")).hasSize(5);
    }

    @Test
    void passwordThatIsNotGoodEnoughLeavesTheOldOneAndTheSignIn() throws Exception {
        String token = desk.signIn("ada", secret);
        assertThat(status(() -> desk.mfa.desk().changePassword(token, Desk.PASSWORD, "short")))
                .isEqualTo(422);
        assertThat(desk.mfa.authenticate(token)).isPresent();
        assertThat(desk.challenge("ada")).isNotEmpty();
    }

    @Test
    void changeNeedsASignIn() {
        assertThat(status(() -> desk.mfa.desk().changePassword("", Desk.PASSWORD, ANOTHER)))
                .isEqualTo(401);
    }

    @Test
    void resetByAnAdministratorEndsTheSignInsOfTheOtherAlone() throws Exception {
        String ofBob = desk.member("bob");
        String bob = desk.signIn("bob", ofBob);
        String ada = desk.signIn("ada", secret);

        desk.mfa.accounts().resetPassword("ada", "BOB", ANOTHER);

        assertThat(desk.mfa.authenticate(bob)).isEmpty();
        assertThat(desk.mfa.authenticate(ada)).isPresent();
        assertThat(desk.mfa.desk().login("bob", ANOTHER, false).id()).isNotEmpty();
        assertThat(desk.journal.of("user.password.changed"))
                .extracting(KeptJournal.Entry::data)
                .containsExactly(Map.of("user", "bob", "by", "ada"));
    }

    @Test
    void resetIsForOthersWhoExistAndForGoodPasswords() throws Exception {
        desk.member("bob");
        Accounts accounts = desk.mfa.accounts();
        assertThat(status(() -> accounts.resetPassword("ada", "Ada", ANOTHER))).isEqualTo(422);
        assertThat(status(() -> accounts.resetPassword("ada", "eve", ANOTHER))).isEqualTo(404);
        assertThat(status(() -> accounts.resetPassword("ada", "bob", "short"))).isEqualTo(422);
        assertThat(desk.challenge("ada")).isNotEmpty();
        assertThat(desk.challenge("bob")).isNotEmpty();
    }

    @Test
    void agentsOwnChangeIsNotTakenForOneFromOutside() throws Exception {
        OutsideChanges outside = new OutsideChanges(new Users(home), new CodeLedger(home));
        assertThat(outside.look()).isEmpty();
        Users users = new Users(home);
        User ada = users.find("ada").orElseThrow();
        assertThat(outside.besides(
                        () -> users.changePassword(ada, Argon2id.of(ANOTHER).toString())))
                .isEmpty();
        assertThat(outside.look()).isEmpty();
        users.changePassword(ada, Argon2id.of(ANOTHER).toString());
        assertThat(outside.look()).containsExactly(new OutsideChanges.Change("user.password.changed", "ada"));
        assertThat(outside.look()).isEmpty();
    }

    private static int status(ThrowingCallable call) {
        return catchThrowableOfType(Refusal.class, call).status();
    }
}
