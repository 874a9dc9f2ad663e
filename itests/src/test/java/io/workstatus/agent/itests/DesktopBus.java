package io.workstatus.agent.itests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A bus of a test's own, with the services on it that the test wants a desktop to have: python-dbusmock's. */
final class DesktopBus implements AutoCloseable {

    /** The bus, the object, its interface, the method, and the arguments as Python writes them. */
    private static final String CALL = """
            import sys, dbus
            bus, name, path, interface, method, arguments = sys.argv[1:]
            service = dbus.bus.BusConnection(bus).get_object(name, path)
            print(getattr(service, method)(*eval(arguments), dbus_interface=interface))
            """;

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    private DesktopBus(Path folder) {
        this.folder = folder;
    }

    /** @param folder the test's own, which whoever the agent runs as may write to */
    static DesktopBus start(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        DesktopBus bus = new DesktopBus(folder);
        Process daemon = bus.run(List.of(
                "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1", "--address=" + bus.path()));
        awaitLine(daemon);
        return bus;
    }

    String address() {
        return path();
    }

    private String path() {
        return "unix:path=" + folder.resolve("bus");
    }

    /** One of the templates that come with python-dbusmock. */
    Process template(String name) throws IOException {
        return mock(name, List.of("--template", name));
    }

    /** A service with one object that has one method, which takes a text and does nothing. */
    Process service(String name, String path, String method) throws IOException {
        Process service = mock(name, List.of(name, path, name));
        call(name, path, "org.freedesktop.DBus.Mock", "AddMethod", "('', '" + method + "', 's', '', '')");
        return service;
    }

    /** What a service was called with, a line a call. */
    List<String> calls(String service) throws IOException {
        return Files.readAllLines(folder.resolve(service + ".log"));
    }

    private Process mock(String name, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-u", "-m", "dbusmock"));
        command.addAll(List.of("--logfile", folder.resolve(name + ".log").toString()));
        command.addAll(arguments);
        Process mock = run(command);
        org.awaitility.Awaitility.await(name + " is on the bus")
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> mock.isAlive() && owners().contains(service(name)));
        return mock;
    }

    private static String service(String name) {
        return switch (name) {
            case "logind" -> "org.freedesktop.login1";
            case "notification_daemon" -> "org.freedesktop.Notifications";
            default -> name;
        };
    }

    private String owners() throws IOException {
        return call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ListNames", "()");
    }

    String call(String name, String path, String type, String method, String arguments) throws IOException {
        Process call = run(List.of("/usr/bin/python3", "-c", CALL, path(), name, path, type, method, arguments));
        String answer = new String(call.getInputStream().readAllBytes(), UTF_8);
        processes.remove(call);
        try {
            if (call.waitFor() != 0) {
                throw new IOException(method + " of " + name + ": " + answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return answer.strip();
    }

    private Process run(List<String> command) throws IOException {
        List<String> whole = new ArrayList<>();
        if (Agent.isRoot()) {
            whole.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true);
        builder.environment().put("DBUS_SESSION_BUS_ADDRESS", path());
        builder.environment().put("DBUS_SYSTEM_BUS_ADDRESS", path());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static void awaitLine(Process process) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line = reader.readLine();
        if (line == null || !line.startsWith("unix:")) {
            throw new IOException("dbus-daemon did not start: " + line);
        }
    }

    @Override
    public void close() {
        end();
    }

    /** Ends everything on it, and the bus. */
    void end() {
        for (Process process : processes) {
            process.destroyForcibly();
        }
        try {
            for (Process process : processes) {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("process " + process.pid() + " does not end");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        processes.clear();
    }
}
