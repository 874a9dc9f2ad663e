package io.workstatus.agent.itests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A copy of this JDK whose system has a clock and a time zone that the test sets while it runs. The clock is libfaketime's,
 * which leaves the monotonic one alone. The zone is what a link of the test's own points to, because the copy looks there
 * where the JDK looks at {@code /etc/localtime}: nobody's system is changed for it, and nobody has to be root.
 */
final class MovableJdk {

    private static final String DEBIANS_ZONE = "/etc/timezone\0";
    private static final String ZONE = "/etc/localtime\0";
    /** Large, and the same for everybody. */
    private static final Set<String> LINKED = Set.of("modules", "src.zip", "ct.sym");

    private final Path home;
    private final Path offset;
    private final Path zone;
    private Duration ahead = Duration.ZERO;

    private MovableJdk(Path home, Path offset, Path zone) {
        this.home = home;
        this.offset = offset;
        this.zone = zone;
    }

    /** @param folder the test's own */
    static MovableJdk in(Path folder) throws IOException, InterruptedException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        MovableJdk jdk = new MovableJdk(folder.resolve("jdk"), folder.resolve("offset"), freeNameOf(ZONE.length() - 1));
        jdk.copy(Path.of(System.getProperty("java.home")).toRealPath());
        jdk.put(Duration.ZERO);
        jdk.zone("UTC");
        return jdk;
    }

    /** For {@code JAVA_HOME}. */
    Path home() {
        return home;
    }

    /** How far the clock is ahead of the true one from now on. */
    void put(Duration ahead) throws IOException {
        this.ahead = ahead;
        String seconds = "%+.3f".formatted(ahead.toMillis() / 1e3);
        replace(offset, next -> Files.writeString(next, seconds));
    }

    /** Puts the clock to a time. */
    void put(Instant time) throws IOException {
        put(Duration.between(Instant.now(), time));
    }

    /** What time it is on that clock. */
    Instant now() {
        return Instant.now().plus(ahead);
    }

    /** What the system's zone is from now on. */
    void zone(String name) throws IOException {
        replace(zone, next -> Files.createSymbolicLink(next, Path.of("/usr/share/zoneinfo", name)));
    }

    void delete() throws IOException {
        Files.deleteIfExists(zone);
    }

    private interface Making {
        void make(Path next) throws IOException;
    }

    /** In one step, so that nobody reads half of it. */
    private static void replace(Path file, Making making) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + "~");
        making.make(next);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A path of this very length, so that it fits where another one stands. */
    private static Path freeNameOf(int length) {
        for (int i = 0; ; i++) {
            String number = Integer.toString(i);
            Path path = Path.of("/tmp/" + "z".repeat(length - "/tmp/".length() - number.length()) + number);
            if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                return path;
            }
        }
    }

    private void copy(Path from) throws IOException, InterruptedException {
        Path lib = Files.createDirectories(home.resolve("lib"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.createSymbolicLink(home.resolve("conf"), from.resolve("conf"));
        try (Stream<Path> files = Files.list(from.resolve("lib"))) {
            for (Path file : files.toList()) {
                Path copy = lib.resolve(file.getFileName());
                if (LINKED.contains(file.getFileName().toString())) {
                    Files.createSymbolicLink(copy, file);
                } else if (Files.exists(file)) {
                    Agent.run("cp", "-rL", file.toString(), copy.toString());
                }
            }
        }
        Path library = lib.resolve("libjava.so");
        String code = new String(Files.readAllBytes(library), ISO_8859_1);
        if (!code.contains(ZONE)) {
            throw new IOException("this JDK asks for the zone in another way than at " + ZONE.strip());
        }
        // Debian's asks for a zone in writing first, and does without where there is none.
        String none = freeNameOf(DEBIANS_ZONE.length() - 1) + "\0";
        Files.write(
                library,
                code.replace(DEBIANS_ZONE, none).replace(ZONE, zone + "\0").getBytes(ISO_8859_1));
        Files.copy(from.resolve("bin/java"), bin.resolve("java.real"), StandardCopyOption.COPY_ATTRIBUTES);
        Path java = Files.writeString(bin.resolve("java"), """
                #!/bin/sh
                LD_PRELOAD=%s FAKETIME_TIMESTAMP_FILE=%s FAKETIME_CACHE_DURATION=1 FAKETIME_DISABLE_SHM=1 \\
                FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0
                export LD_PRELOAD FAKETIME_TIMESTAMP_FILE FAKETIME_CACHE_DURATION FAKETIME_DISABLE_SHM \\
                FAKETIME_DONT_FAKE_MONOTONIC FAKETIME_FORCE_MONOTONIC_FIX
                exec "$0.real" "$@"
                """.formatted(faketime(), offset));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path faketime() throws IOException {
        for (String architecture : List.of("x86_64-linux-gnu", "aarch64-linux-gnu")) {
            Path library = Path.of("/usr/lib", architecture, "faketime/libfaketimeMT.so.1");
            if (Files.exists(library)) {
                return library;
            }
        }
        throw new IOException("there is no libfaketime");
    }
}
