package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupTokenTest {

    @TempDir
    Path home;

    @Test
    void tokenIsTheOwnersAloneAndHasEnoughBits() throws IOException {
        new SetupToken(home).ensure();
        Path file = home.resolve("setup-token");
        assertThat(Files.readString(file)).matches("[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void tokenOfAnEarlierStartStays() throws IOException {
        new SetupToken(home).ensure();
        String token = Files.readString(home.resolve("setup-token"));
        SetupToken next = new SetupToken(home);
        next.ensure();
        assertThat(next.is(token)).isTrue();
        assertThat(next.is(token + "x")).isFalse();
    }

    @Test
    void tokenThatSomebodyShortenedIsReplaced() throws IOException {
        SetupToken token = new SetupToken(home);
        for (String weak : new String[] {"", "1", "\n"}) {
            Files.writeString(home.resolve("setup-token"), weak);
            assertThat(token.is(weak)).isFalse();
        }
        token.ensure();
        assertThat(Files.readString(home.resolve("setup-token"))).hasSize(43);
    }

    @Test
    void nothingIsTheTokenWhenThereIsNone() throws IOException {
        SetupToken token = new SetupToken(home);
        token.ensure();
        token.remove();
        token.remove();
        assertThat(token.is("")).isFalse();
        assertThat(home).isEmptyDirectory();
    }
}
