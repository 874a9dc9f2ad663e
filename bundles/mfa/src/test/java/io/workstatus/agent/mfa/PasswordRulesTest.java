package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {

    private final PasswordRules rules = new PasswordRules();

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "correct hor", "Tr0ub4dor&3", "äöüßäöüßäöü"})
    void shortPasswordIsRefused(String password) {
        assertThat(rules.objection(password, "ada")).get().asString().contains("at least 12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "passwordpassword",
                "password1234",
                "Password1234!",
                "P@ssw0rd2026!",
                "p4ssw0rd!!!!!",
                "welcome12345",
                "Welcome2026!!",
                "qwertyuiop12",
                "qwertyuiopas",
                "qwerty123456",
                "1qaz@zaqwsx!",
                "iloveyou1234",
                "letmein!letmein",
                "123456789012",
                "012345678901",
                "210987654321",
                "aaaaaaaaaaaa",
                "abababababab",
                "abcabcabcabc",
                "abcdefghijkl",
                "adminadminadmin",
                "administrator1",
                "changeme2026",
                "monkeydragon99",
                "workstatus2026",
                "Summer2026!!!",
                "adalovelace1",
                "AdaLovelace2026",
                "trustno1trustno1",
                "PASSWORDPASSWORD",
                "asdfghjkl123",
                "mypassword123"
            })
    void commonPasswordIsRefused(String password) {
        assertThat(rules.objection(password, "adalovelace")).get().asString().contains("first that are tried");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple", "xkq vlem trop", "aaaaaaaaaaab c", "nine tulips sing", "8261940375518",
                "my dog eats passwords", "zwölf Boxkämpfer jagen", "日本語の長いパスワードです", "            x", "k7!mQ2#vR9@t"
            })
    void longAndUncommonPasswordIsTakenWhateverItIsMadeOf(String password) {
        assertThat(rules.objection(password, "adalovelace")).isEmpty();
    }

    @Test
    void longPasswordIsTakenUpToItsLimit() {
        String piece = "nine tulips sing ";
        assertThat(rules.objection(piece.repeat(60), "ada")).isEmpty();
        assertThat(rules.objection(piece.repeat(61), "ada")).get().asString().contains("longer than");
    }
}
