package io.workstatus.agent.mfa;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotpTest {

    private static final String RFC_SECRET = Base32.encode("12345678901234567890".getBytes(US_ASCII));
    private static final Instant NOW = Instant.parse("2026-11-22T08:15:10Z");

    /** RFC 6238, appendix B, SHA-1; of its eight digits the last six. */
    @ParameterizedTest
    @CsvSource({
        "59,          94287082",
        "1111111109,  07081804",
        "1111111111,  14050471",
        "1234567890,  89005924",
        "2000000000,  69279037",
        "20000000000, 65353130"
    })
    void codesAreThoseOfRfc6238(long seconds, String code) {
        assertThat(Totp.code(RFC_SECRET, Totp.stepAt(Instant.ofEpochSecond(seconds))))
                .isEqualTo(code.substring(2));
    }

    /** RFC 4226, appendix D. */
    @ParameterizedTest
    @CsvSource({
        "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
        "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
    })
    void codesAreThoseOfRfc4226(long counter, String code) {
        assertThat(Totp.code(RFC_SECRET, counter)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1})
    void codeOfANeighbouringStepIsTaken(long drift) {
        long step = Totp.stepAt(NOW) + drift;
        assertThat(Totp.match(RFC_SECRET, Totp.code(RFC_SECRET, step), NOW)).hasValue(step);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3, -2, 2, 3, 1000})
    void codeOfADistantStepIsNot(long drift) {
        assertThat(Totp.match(RFC_SECRET, Totp.code(RFC_SECRET, Totp.stepAt(NOW) + drift), NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", " 12345", "\0\0\0\0\0\0"})
    void whatIsNoCodeIsWrong(String code) {
        assertThat(Totp.match(RFC_SECRET, code, NOW)).isEmpty();
    }

    @Test
    void secretHas160BitsAndIsAnotherOneEachTime() {
        String secret = Totp.newSecret();
        assertThat(Base32.decode(secret)).hasSize(20);
        assertThat(Totp.newSecret()).isNotEqualTo(secret);
    }

    @Test
    void linkIsEscaped() {
        assertThat(Totp.link("My Firm", "ada@x", "ABC"))
                .isEqualTo("otpauth://totp/My%20Firm:ada%40x?secret=ABC&issuer=My%20Firm"
                        + "&algorithm=SHA1&digits=6&period=30");
    }

    @Test
    void stepIsHalfAMinute() {
        assertThat(Totp.stepAt(NOW.plus(Duration.ofSeconds(30)))).isEqualTo(Totp.stepAt(NOW) + 1);
    }
}
