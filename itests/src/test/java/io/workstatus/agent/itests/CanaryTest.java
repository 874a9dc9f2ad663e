package io.workstatus.agent.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A word is typed, and nothing that leaves the agent's process tells of it: to the display, the store, pages, the desktop. */
class CanaryTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String STORE = "io.workstatus.agent.store.s3";

    @TempDir
    Path folder;

    @Test
    void everyFormIsFoundWhereItIs() throws IOException {
        for (Map.Entry<String, byte[]> sample : Canary.samples().entrySet()) {
            byte[] among = new byte[10_000 + sample.getValue().length];
            System.arraycopy(sample.getValue(), 0, among, 5_000, sample.getValue().length);
            assertThat(Canary.formsIn(among)).as(sample.getKey()).isNotEmpty();
        }
        assertThat(Canary.formsIn("the quartz of a xylophone".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void whatIsTypedIsOnNoWire() throws Exception {
        try (S3Server store = S3Server.start();
                XScreen screen = XScreen.start();
                XWire display = XWire.before(screen);
                DesktopBus bus = DesktopBus.start(folder);
                Relay upload = Relay.to(store.port());
                Agent agent = Agent.unpack()
                        .with("DISPLAY", display.display())
                        .with("DBUS_SYSTEM_BUS_ADDRESS", bus.address())
                        .with("DBUS_SESSION_BUS_ADDRESS", bus.address())
                        .with("AWS_ACCESS_KEY_ID", S3Server.KEY_ID)
                        .with("AWS_SECRET_ACCESS_KEY", S3Server.SECRET)
                        .with("AWS_EC2_METADATA_DISABLED", "true")
                        .provision(STORE, json(store.configuration(S3Server.BUCKET, upload.port())))) {
            bus.template("notification_daemon");
            agent.start().setUpAndSignIn();
            agent.policy(0.25, true);
            await("counting")
                    .atMost(SOON)
                    .until(() -> agent.status().path("activity").isObject());
            try (Relay pages = Relay.to(agent.port());
                    Wire events = new Wire(pages.port())) {
                events.say(get(agent, "/api/v1/events"));
                await("events")
                        .atMost(SOON)
                        .until(() -> !pages.saidByServer().isEmpty()
                                && pages.saidByServer().get(0).length > 0);

                screen.xdotool("type", "--delay", "5", Canary.WORD);

                await("all of it is counted").atMost(SOON).until(() -> keys(agent) == Canary.WORD.length());
                assertThat(Canary.formsIn(display.input()))
                        .as("the display has told the agent of each key")
                        .contains("codes of X11");
                await("screenshots are stored")
                        .atMost(SOON)
                        .until(() -> store.stored().keySet().stream().anyMatch(key -> key.startsWith("screenshots/")));
                assertThat(connectedTo(agent.jvm())).isSubsetOf(Set.of(upload.port(), agent.port()));
                Set<String> asked = askForEverything(agent, pages);
                assertThat(asked).contains("/api/v1/status", "/api/v1/activity", "/api/v1/journal", "/");
                agent.signOut();
                await("the hour is stored")
                        .atMost(SOON)
                        .until(() -> store.stored().keySet().stream().anyMatch(key -> key.startsWith("activity/")));

                assertNothingTells("the display", display.said());
                assertNothingTells("the store", upload.saidByClients());
                assertNothingTells("pages and calls", pages.saidByServer());
            }
            assertThat(bus.calls("notification_daemon")).anyMatch(line -> line.contains("Recording has started"));
            assertNothingTells("the desktop", List.of(Files.readAllBytes(folder.resolve("notification_daemon.log"))));
            assertThat(agent.errors()).isEmpty();
        }
    }

    private static void assertNothingTells(String wire, List<byte[]> said) throws IOException {
        assertThat(said).as(wire).anyMatch(bytes -> bytes.length > 100);
        for (byte[] bytes : said) {
            assertThat(Canary.formsIn(bytes)).as(wire).isEmpty();
        }
    }

    /** Every call that needs nothing but to be asked, as the agent itself describes them, and the pages. */
    private static Set<String> askForEverything(Agent agent, Relay pages) throws IOException {
        Set<String> paths = new TreeSet<>(List.of("/", "/day", "/data", "/health", "/get-config"));
        String described = new String(agent.get("/api/v1/openapi.yaml").body(), UTF_8);
        Matcher calls = Pattern.compile("(?m)^  '?\"?(/[^{\\s'\"]*)'?\"?:\\R    (?:\"?get\"?):")
                .matcher(described);
        while (calls.find()) {
            paths.add(calls.group(1));
        }
        paths.remove("/api/v1/events"); // has been listened to all the time, and does not end
        paths.addAll(List.of(
                "/api/v1/export?what=activity&format=csv",
                "/api/v1/export?what=activity&format=ndjson",
                "/api/v1/export?what=journal&format=csv",
                "/api/v1/export?what=journal&format=ndjson"));
        for (String path : paths) {
            try (Wire wire = new Wire(pages.port())) {
                assertThat(wire.say(get(agent, path)).answer().status())
                        .as(path)
                        .isLessThan(500);
            }
        }
        return paths;
    }

    private static String get(Agent agent, String path) throws IOException {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost:" + agent.port() + "\r\nCookie: " + agent.cookie()
                + "\r\n\r\n";
    }

    private static long keys(Agent agent) throws IOException {
        long keys = 0;
        for (JsonNode row : Agent.json(agent.get("/api/v1/activity"))) {
            keys += row.path("keys").asLong();
        }
        return keys;
    }

    /** The ports of the process's TCP connections: where they lead to, or its own where they lead here. */
    private static Set<Integer> connectedTo(long process) throws IOException {
        Set<String> sockets = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/" + process + "/fd"))) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)) {
                    sockets.add(Files.readSymbolicLink(file).toString());
                }
            }
        }
        Map<Integer, String> listening = new TreeMap<>();
        List<int[]> connections = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net/" + table))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length > 9 && sockets.contains("socket:[" + columns[9] + "]")) {
                    int local = port(columns[1]);
                    if (columns[3].equals("0A")) {
                        listening.put(local, table);
                    } else {
                        connections.add(new int[] {local, port(columns[2])});
                    }
                }
            }
        }
        Set<Integer> ports = new TreeSet<>();
        connections.forEach(ends -> ports.add(listening.containsKey(ends[0]) ? ends[0] : ends[1]));
        return ports;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    private static String json(Map<String, Object> properties) throws IOException {
        return new com.fasterxml.jackson.databind.json.JsonMapper().writeValueAsString(properties);
    }
}
