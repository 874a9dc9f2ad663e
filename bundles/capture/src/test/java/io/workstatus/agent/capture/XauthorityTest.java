package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XauthorityTest {

    private static final byte[] HERE = "here".getBytes(StandardCharsets.UTF_8);
    private static final byte[] COOKIE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -1};
    private static final byte[] OTHER = {42};

    @TempDir
    Path folder;

    private Path file;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @BeforeEach
    void name() {
        file = folder.resolve("Xauthority");
    }

    @Test
    void theCookieOfThisMachineAndDisplayIsTaken() throws IOException {
        add(256, "elsewhere", "7", Xauthority.MAGIC_COOKIE, OTHER);
        add(256, "here", "8", Xauthority.MAGIC_COOKIE, OTHER);
        add(256, "here", "7", "XDM-AUTHORIZATION-1", OTHER);
        add(256, "here", "7", Xauthority.MAGIC_COOKIE, COOKIE);

        assertThat(read().cookie(256, HERE, 7)).hasValue(COOKIE);
    }

    @Test
    void anEntryWithoutNumberIsForEveryDisplay() throws IOException {
        add(256, "here", "", Xauthority.MAGIC_COOKIE, COOKIE);

        assertThat(read().cookie(256, HERE, 99)).hasValue(COOKIE);
    }

    @Test
    void aWildEntryIsForEveryMachine() throws IOException {
        add(65_535, "", "7", Xauthority.MAGIC_COOKIE, COOKIE);

        assertThat(read().cookie(0, new byte[] {10, 0, 0, 1}, 7)).hasValue(COOKIE);
    }

    @Test
    void aCookieForAnotherMachineIsNotSent() throws IOException {
        add(256, "elsewhere", "7", Xauthority.MAGIC_COOKIE, COOKIE);

        assertThat(read().cookie(256, HERE, 7)).isEmpty();
    }

    @Test
    void aFileThatEndsInTheMiddleHasWhatComesBefore() throws IOException {
        add(256, "here", "7", Xauthority.MAGIC_COOKIE, COOKIE);
        add(256, "here", "8", Xauthority.MAGIC_COOKIE, OTHER);
        Files.write(file, Arrays.copyOf(bytes.toByteArray(), bytes.size() - 1));

        assertThat(Xauthority.read(file).entries()).hasSize(1);
    }

    @Test
    void aFileThatIsNotThereHasNoCookie() {
        assertThat(Xauthority.read(file).entries()).isEmpty();
        assertThat(Xauthority.read(folder).entries()).isEmpty();
    }

    private Xauthority read() throws IOException {
        Files.write(file, bytes.toByteArray());
        return Xauthority.read(file);
    }

    private void add(int family, String address, String number, String name, byte[] data) throws IOException {
        write(bytes, family, address, number, name, data);
    }

    static void write(ByteArrayOutputStream to, int family, String address, String number, String name, byte[] data)
            throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        out.writeShort(family);
        for (byte[] part : new byte[][] {
            address.getBytes(StandardCharsets.UTF_8),
            number.getBytes(StandardCharsets.UTF_8),
            name.getBytes(StandardCharsets.UTF_8),
            data
        }) {
            out.writeShort(part.length);
            out.write(part);
        }
    }
}
