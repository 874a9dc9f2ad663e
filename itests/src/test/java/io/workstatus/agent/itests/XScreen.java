package io.workstatus.agent.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An X server that nobody looks at, and optionally a real X client that fills it with {@link Pattern}. */
final class XScreen implements AutoCloseable {

    private final Process server;
    private final int number;
    private Process client;

    private XScreen(Process server, int number) {
        this.server = server;
        this.number = number;
    }

    /** Any free display number. */
    static XScreen start() throws IOException {
        Process server = new ProcessBuilder(
                        "Xvfb", "-displayfd", "1", "-screen", "0", "1280x720x24", "-nolisten", "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new XScreen(server, readNumber(server));
    }

    /** A display of this very number. */
    static XScreen start(int number) throws IOException {
        Process server = new ProcessBuilder(
                        "Xvfb", ":" + number, "-displayfd", "1", "-screen", "0", "1280x720x24", "-nolisten", "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new XScreen(server, readNumber(server));
    }

    private static int readNumber(Process server) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII));
        String line = reader.readLine();
        if (line == null) {
            throw new IOException("Xvfb did not start");
        }
        return Integer.parseInt(line.strip());
    }

    String display() {
        return ":" + number;
    }

    int number() {
        return number;
    }

    /** Shows the pattern, and returns once it is on the screen. */
    XScreen showPattern() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Pattern.class.getName());
        builder.environment().put("DISPLAY", display());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        client = builder.start();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        if (reader.readLine() == null) {
            throw new IOException("the pattern was not shown");
        }
        return this;
    }

    /** Makes real events with {@code xdotool}. */
    void xdotool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("xdotool"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("DISPLAY", display());
        if (builder.start().waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    /** Ends the server, as a crash would. */
    void die() {
        end(server);
    }

    @Override
    public void close() {
        if (client != null) {
            end(client);
        }
        die();
    }

    private static void end(Process process) {
        try {
            if (!process.destroyForcibly().waitFor(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
