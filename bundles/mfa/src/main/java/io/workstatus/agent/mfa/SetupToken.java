package io.workstatus.agent.mfa;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The token of the first run, in a file that only whoever owns the machine can read. It is there while nobody exists. */
final class SetupToken {

    static final String FILE = "setup-token";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int MOST_BYTES = 100;

    private final Path path;

    SetupToken(Path home) {
        path = home.resolve(FILE);
    }

    /** Sees to it that there is one; the one of an earlier start stays, because its link may be open somewhere. */
    void ensure() throws IOException {
        if (!TOKEN.matcher(read()).matches()) {
            PrivateFile.write(path, Tokens.next().getBytes(StandardCharsets.US_ASCII));
        }
    }

    boolean is(String candidate) throws IOException {
        String token = read();
        return TOKEN.matcher(token).matches() && Tokens.same(token, candidate);
    }

    void remove() throws IOException {
        PrivateFile.deleteIfExists(path);
    }

    private String read() throws IOException {
        try {
            return Files.size(path) > MOST_BYTES
                    ? ""
                    : new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
