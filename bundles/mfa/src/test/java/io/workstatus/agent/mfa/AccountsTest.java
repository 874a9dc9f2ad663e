package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.workstatus.agent.mfa.Accounts.Application;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {

    @TempDir
    Path home;

    private Desk desk;
    private String token;

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(home);
        token = Files.readString(home.resolve("setup-token"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void setUpMakesAnAdministratorAndUsesTheTokenUp() throws Exception {
        String link = desk.mfa.accounts().setUp(token, application("ada"));
        assertThat(link).matches("otpauth://totp/Workstatus:ada\\?secret=[A-Z2-7]{32}&issuer=Workstatus&.*");
        assertThat(desk.mfa.accounts().all()).singleElement().matches(User::admin);
        assertThat(home.resolve("setup-token")).doesNotExist();
        assertThat(refusal(token, application("eve"))).isEqualTo(403);
    }

    @Test
    void wrongTokenSetsNothingUp() throws Exception {
        for (String wrong : List.of("", "x", token + "x", token.substring(1), token.toLowerCase(Locale.ROOT))) {
            assertThat(refusal(wrong, application("eve"))).isEqualTo(403);
        }
        assertThat(desk.mfa.accounts().all()).isEmpty();
        assertThat(home.resolve("setup-token")).hasContent(token);
    }

    @Test
    void refusedApplicationLeavesTheTokenGood() throws Exception {
        assertThat(refusal(token, new Application("ada", "short", "admin", "totp", Optional.empty())))
                .isEqualTo(422);
        assertThat(refusal(token, new Application("ada", "password1234", "admin", "totp", Optional.empty())))
                .isEqualTo(422);
        assertThat(refusal(token, new Application("../ada", Desk.PASSWORD, "admin", "totp", Optional.empty())))
                .isEqualTo(422);
        assertThat(refusal(token, new Application("ada", Desk.PASSWORD, "admin", "email", Optional.empty())))
                .isEqualTo(422);
        assertThat(refusal(token, new Application("ada", Desk.PASSWORD, "admin", "carrier pigeon", Optional.empty())))
                .isEqualTo(422);
        assertThat(refusal(token, new Application("ada", Desk.PASSWORD, "root", "totp", Optional.empty())))
                .isEqualTo(422);
        desk.mfa.accounts().setUp(token, application("ada"));
    }

    @Test
    void ofManySetUpsAtOnceOneSucceeds() throws Exception {
        long succeeded = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> refusalOrNone(token, application("user" + i)))
                .filter(Objects::isNull)
                .count();
        assertThat(succeeded).isEqualTo(1);
        assertThat(desk.mfa.accounts().all()).hasSize(1);
        assertThat(desk.journal.of("user.created")).hasSize(1);
    }

    @Test
    void whoMadeAndRemovedWhomIsOnRecord() throws Exception {
        desk.mfa.accounts().setUp(token, application("ada"));
        desk.member("bob");
        desk.mfa.accounts().remove("ada", "BOB");
        assertThat(desk.journal.all())
                .extracting(KeptJournal.Entry::type)
                .containsExactly("user.created", "user.created", "user.removed");
        assertThat(desk.journal.of("user.removed").get(0).data()).isEqualTo(Map.of("user", "bob", "by", "ada"));
        assertThat(desk.journal.all().toString()).doesNotContain(token).doesNotContain("secret");
    }

    private static Application application(String name) {
        return new Application(name, Desk.PASSWORD, "admin", "totp", Optional.empty());
    }

    private int refusal(String candidate, Application application) {
        return Objects.requireNonNull(refusalOrNone(candidate, application)).status();
    }

    private Refusal refusalOrNone(String candidate, Application application) {
        return catchThrowableOfType(Refusal.class, () -> desk.mfa.accounts().setUp(candidate, application));
    }
}
