package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2idTest {

    /** From the tests of the reference implementation. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
            })
    void hashesOfTheReferenceImplementationMatch(String phc) {
        assertThat(Argon2id.parse(phc).matches("password")).isTrue();
        assertThat(Argon2id.parse(phc).matches("passwore")).isFalse();
        assertThat(Argon2id.parse(phc)).hasToString(phc);
    }

    @Test
    void newHashHasTheStrengthThatIsPromised() {
        Argon2id hash = Argon2id.of("correct horse");
        assertThat(hash.toString()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(Argon2id.parse(hash.toString()).matches("correct horse")).isTrue();
        assertThat(hash.toString()).isNotEqualTo(Argon2id.of("correct horse").toString());
    }

    @Test
    void passwordIsTheSameHoweverAKeyboardComposesIt() {
        assertThat(Argon2id.of("caf\u00e9 caf\u00e9 caf\u00e9").matches("cafe\u0301 cafe\u0301 cafe\u0301"))
                .isTrue();
    }

    @Test
    void nobodysHashTakesTheSameWork() {
        Argon2id nobody = Argon2id.ofNobody();
        Argon2id somebody = Argon2id.of("x");
        assertThat(nobody.memory()).isEqualTo(somebody.memory());
        assertThat(nobody.iterations()).isEqualTo(somebody.iterations());
        assertThat(nobody.lanes()).isEqualTo(somebody.lanes());
        assertThat(nobody.hash()).hasSameSizeAs(somebody.hash());
        assertThat(nobody.matches("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "correct horse",
                "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=16$m=19456,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=19456,t=99,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=19456,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=19456,t=2,p=0$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=4,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$",
                "$argon2id$v=19$m=19456,t=2,p=1$$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
            })
    void whatIsNoUsableHashIsRefused(String phc) {
        assertThatThrownBy(() -> Argon2id.parse(phc)).isInstanceOf(IllegalArgumentException.class);
    }
}
