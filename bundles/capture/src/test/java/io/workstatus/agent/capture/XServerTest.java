package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XServerTest {

    private static final byte[] COOKIE = "sixteen bytes ok".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Path library;
    private Path hostName;

    @BeforeEach
    void machine() throws IOException {
        library = Files.createFile(folder.resolve("libawt_xawt.so"));
        hostName = Files.writeString(folder.resolve("hostname"), "here\n");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    @Test
    void aServerThatAgreesIsADisplay() throws Exception {
        FakeXServer server = serving(FakeXServer.success());

        assertThat(connect(":7.0").isAlive()).isTrue();
        assertThat(server.requests).containsExactly(new byte[] {'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    @Test
    void aConnectionEndsWithItsServer() throws Exception {
        FakeXServer server = serving(FakeXServer.success());
        DisplayServer.Connection connection = connect(":7");

        server.dropClients();

        await().until(() -> !connection.isAlive());
    }

    @Test
    void theCookieOfThisMachineIsSent() throws Exception {
        Path file = cookies("cookies", 256, "here", "7");
        FakeXServer server = serving(FakeXServer.success());

        connect(Map.of("DISPLAY", ":7", "XAUTHORITY", file.toString()));

        assertThat(sent(server)).endsWith("MIT-MAGIC-COOKIE-1\0\0sixteen bytes ok");
    }

    @Test
    void withoutXauthorityTheFileInTheHomeIsRead() throws Exception {
        cookies(".Xauthority", 65_535, "", "");
        FakeXServer server = serving(FakeXServer.success());

        connect(":7");

        assertThat(sent(server)).endsWith("sixteen bytes ok");
    }

    @Test
    void aRefusalIsQuoted() throws Exception {
        serving(FakeXServer.failure("Authorization required, but no authorization\n"));

        assertNoDisplay(":7", "no display at :7: it refused: Authorization required, but no authorization");
    }

    @Test
    void aServerThatWantsMoreThanACookieIsQuoted() throws Exception {
        serving(FakeXServer.authenticate("who are you?"));

        assertNoDisplay(":7", "no display at :7: it refused: who are you?");
    }

    @Test
    void whatAnswersButIsNoXServerIsNoDisplay() throws Exception {
        serving("HTTP/1.1 400 Bad Request".getBytes(StandardCharsets.US_ASCII));

        assertNoDisplay(":7", "no display at :7: it refused: what answers there is no X server");
    }

    @Test
    void aServerThatIsSilentIsNotWaitedForLong() throws Exception {
        serving(new byte[0]);

        assertNoDisplay(":7", "no display at :7: it did not answer within 200 ms");
    }

    @Test
    void aServerThatStopsInTheMiddleIsNotWaitedForLong() throws Exception {
        serving(new byte[] {1, 0, 11});

        assertNoDisplay(":7", "no display at :7: it did not answer within 200 ms");
    }

    @Test
    void aSocketThatNobodyServesAnyLongerIsNoDisplay() throws Exception {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(folder.resolve("X7")));
        }

        assertNoDisplay(":7", "no display at :7: connection refused");
    }

    @Test
    void aServerThatHangsUpIsNoDisplay() throws Exception {
        serving(new byte[0]).hangUp();

        assertNoDisplay(":7", "no display at :7: it refused: it closed the connection");
    }

    @Test
    void withoutItsSocketADisplayIsLookedForOverTcp() throws Exception {
        int port = freePortAbove6000();
        String name = ":" + (port - 6000);
        assertNoDisplay(name, "no display at " + name + ": connection refused");

        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        open.add(FakeXServer.at(address, FakeXServer.success()));

        assertThat(connect(name).isAlive()).isTrue();
    }

    @Test
    void aDisplayThatIsNotSetIsSaidToBe() {
        assertThatThrownBy(() -> connect(Map.of())).hasMessage("no display: DISPLAY is not set");
        assertThatThrownBy(() -> connect(" ")).hasMessage("no display: DISPLAY is not set");
    }

    @Test
    void waylandWithoutXIsNamed() {
        assertThatThrownBy(() -> connect(Map.of("WAYLAND_DISPLAY", "wayland-0")))
                .isInstanceOf(NoDisplayException.class)
                .hasMessageContaining("Wayland");
    }

    @Test
    void aHeadlessJavaIsToldWhatToInstall() throws Exception {
        Files.delete(library);

        assertThatThrownBy(() -> connect(":7"))
                .isInstanceOf(NoDisplayException.class)
                .hasMessageContaining("install the Debian package openjdk-")
                .hasMessageContaining("-jre");
    }

    @Test
    void aJavaThatWasToldToBeHeadlessIsNamed() {
        XServer server =
                new XServer(Map.of("DISPLAY", ":7"), new JavaDesktop(library, true), places(), FakeTime.running());

        assertThatThrownBy(server::connect).hasMessageContaining("java.awt.headless");
    }

    private FakeXServer serving(byte[] answer) throws IOException {
        FakeXServer server = FakeXServer.at(folder.resolve("X7"), answer);
        open.add(server);
        return server;
    }

    private static String sent(FakeXServer server) {
        return new String(server.requests.get(0), StandardCharsets.ISO_8859_1);
    }

    private Path cookies(String file, int family, String address, String number) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        XauthorityTest.write(bytes, family, address, number, Xauthority.MAGIC_COOKIE, COOKIE);
        return Files.write(folder.resolve(file), bytes.toByteArray());
    }

    private void assertNoDisplay(String display, String message) {
        assertThatThrownBy(() -> connect(display))
                .isInstanceOf(NoDisplayException.class)
                .hasMessage(message);
    }

    private DisplayServer.Connection connect(String display) throws NoDisplayException {
        return connect(Map.of("DISPLAY", display));
    }

    private DisplayServer.Connection connect(Map<String, String> environment) throws NoDisplayException {
        DisplayServer.Connection connection =
                new XServer(environment, new JavaDesktop(library, false), places(), FakeTime.running()).connect();
        open.add(connection);
        return connection;
    }

    private XServer.Places places() {
        return new XServer.Places(folder, hostName, folder, Duration.ofMillis(200));
    }

    private static int freePortAbove6000() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (socket.getLocalPort() > 6000) {
                    return socket.getLocalPort();
                }
            }
        }
    }
}
