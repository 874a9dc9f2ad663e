package io.workstatus.agent.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.itests.foreign.Chatty;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 200 dashboards follow 1,000 records a second. */
class ManyDashboardsTest {

    private static final int DASHBOARDS = 200;
    private static final int RECORDS = 10_000;
    private static final String LAST = "\"number\":" + RECORDS + "}";

    /** The server may have 32 for all of its clients; the virtual machine and whoever tells the records have a few. */
    private static final int MOST_THREADS = DASHBOARDS / 4;

    private static final long MOST_HEAP_BYTES = 64L << 20;
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<Dashboard> dashboards = new ArrayList<>();

    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        agent = Agent.unpack().start().setUpAndSignIn();
    }

    @AfterEach
    void end() throws Exception {
        for (Dashboard dashboard : dashboards) {
            dashboard.close();
        }
        agent.close();
    }

    @Test
    void everyoneIsToldEverythingOnceAndInOrderAndWhoIsSlowGoesOnWhereItWas() throws Exception {
        int threads = threads();
        long heap = heap();
        for (int i = 0; i < DASHBOARDS - 1; i++) {
            dashboards.add(open(0, 1 << 16));
        }
        Dashboard slow = open(0, 2048);
        dashboards.forEach(Dashboard::read);
        dashboards.add(slow);
        assertThat(isConnected(slow)).isTrue();

        Agent.expect(
                200,
                agent.putJar(
                        "/api/v1/bundles/com.example.chatty",
                        Jars.bundle(
                                "com.example.chatty",
                                "1.0.0",
                                Chatty.class,
                                Map.of("Import-Package", "org.osgi.framework,io.workstatus.agent.api.journal"),
                                "<reference name='journal' interface='io.workstatus.agent.api.journal.Journal'"
                                        + " field='journal'/>")));
        List<Dashboard> quick = dashboards.subList(0, DASHBOARDS - 1);
        await("the last record everywhere")
                .atMost(SOON)
                .until(() -> quick.stream().allMatch(dashboard -> dashboard.lastLine.contains(LAST)));

        assertThat(threads() - threads).isLessThan(MOST_THREADS);
        assertThat(heap() - heap).isLessThan(MOST_HEAP_BYTES);
        for (Dashboard dashboard : quick) {
            assertThat(dashboard.gaps).isEmpty();
            assertThat(dashboard.told).isGreaterThanOrEqualTo(RECORDS);
        }

        // It was left, with what had been on its way; its browser comes back with the number of what it saw last.
        await("the slow one is left").atMost(SOON).until(() -> !isConnected(slow));
        slow.read();
        await("all that was on its way").atMost(SOON).until(() -> slow.ended);
        assertThat(slow.lastLine).doesNotContain(LAST);
        Dashboard again = open(slow.lastId, 1 << 16);
        dashboards.add(again);
        again.read();
        await("the rest").atMost(SOON).until(() -> again.lastLine.contains(LAST));
        assertThat(again.firstId).isEqualTo(slow.lastId + 1);
        assertThat(slow.gaps).isEmpty();
        assertThat(again.gaps).isEmpty();
        assertThat(agent.errors()).isEmpty();
    }

    private int threads() throws Exception {
        return (int) agent.jcmd("Thread.print", "-l")
                .lines()
                .filter(line -> line.startsWith("\""))
                .count();
    }

    private long heap() throws Exception {
        agent.jcmd("GC.run");
        Matcher used = USED.matcher(agent.jcmd("GC.heap_info"));
        assertThat(used.find()).isTrue();
        return Long.parseLong(used.group(1)) << 10;
    }

    /** Whether the agent's end of the connection is established, as the system has it. */
    private boolean isConnected(Dashboard dashboard) throws IOException {
        String ends = "^ *\\d+: \\w+:%04X \\w+:%04X 01 .*".formatted(agent.port(), dashboard.socket.getLocalPort());
        try (Stream<String> tcp = Files.lines(Path.of("/proc/net/tcp"));
                Stream<String> tcp6 = Files.lines(Path.of("/proc/net/tcp6"))) {
            return Stream.concat(tcp, tcp6).anyMatch(line -> line.matches(ends));
        }
    }

    private Dashboard open(long after, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), agent.port()));
        // Of HTTP 1.0, so that the answer is the events, without the sizes of pieces in between.
        socket.getOutputStream()
                .write("""
                GET /api/v1/events HTTP/1.0\r
                Host: localhost:%d\r
                Cookie: %s\r
                %s\r
                """.formatted(agent.port(), agent.cookie(), after == 0 ? "" : "Last-Event-ID: " + after + "\r\n")
                        .getBytes(UTF_8));
        return new Dashboard(socket);
    }

    /** A page that follows what happens. */
    private static final class Dashboard implements AutoCloseable {
        private final Socket socket;
        private final List<String> gaps = new ArrayList<>();

        private volatile String lastLine = "";
        private volatile long firstId;
        private volatile long lastId;
        private volatile long told;
        private volatile boolean ended;

        Dashboard(Socket socket) {
            this.socket = socket;
        }

        void read() {
            Thread thread = new Thread(this::readOn, "dashboard");
            thread.setDaemon(true);
            thread.start();
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // of this thread only
        private void readOn() {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("id: ")) {
                        long id = Long.parseLong(line.substring(4));
                        if (firstId == 0) {
                            firstId = id;
                        } else if (id != lastId + 1) {
                            gaps.add(lastId + " was followed by " + id);
                        }
                        String data = in.readLine();
                        if (data == null) {
                            break; // cut in the middle of a record, which was not told
                        }
                        lastId = id;
                        told++;
                        lastLine = data;
                    }
                }
            } catch (IOException e) {
                // left by the agent
            }
            ended = true;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
