package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.DummySSLSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mail server can do to whoever wants to send a code: one clear sentence for each. */
class MailServerTest {

    private static final String LOCALHOST = "127.0.0.1";
    private static final SSLSocketFactory TRUSTS_JAVAS = (SSLSocketFactory) SSLSocketFactory.getDefault();

    @TempDir
    Path home;

    private final SetTime time = new SetTime();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void mailArrivesAsItWasWrittenAndTheServersWordsAreTold() throws Exception {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTP);
        String said = mailer(settings(server.getSmtp().getPort(), false, false, ""), TRUSTS_JAVAS)
                .send(mail())
                .get(10, TimeUnit.SECONDS);
        assertThat(said).startsWith("250");
        String raw = GreenMailUtil.getWholeMessage(server.getReceivedMessages()[0]);
        assertThat(raw).contains("\r\n\r\n    12345678\r\n").contains("Auto-Submitted: auto-generated");
        assertThat(raw.substring(0, raw.indexOf("    12345678"))).doesNotContainPattern("\\b\\d{8}\\b");
    }

    @Test
    void loginGoesWithThePasswordOfTheSecret() throws Exception {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTP);
        server.setUser("agent@example.com", "agent", "open sesame");
        new Secret(home, Secret.SMTP).write("open sesame");
        assertThat(mailer(settings(server.getSmtp().getPort(), false, false, "agent"), TRUSTS_JAVAS)
                        .send(mail())
                        .get(10, TimeUnit.SECONDS))
                .startsWith("250");
    }

    @Test
    void refusedLoginIsSaidWithTheServersWordsAndWithoutThePassword() throws Exception {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTP);
        server.setUser("agent@example.com", "agent", "open sesame");
        new Secret(home, Secret.SMTP).write("open barley");
        assertThat(failure(mailer(settings(server.getSmtp().getPort(), false, false, "agent"), TRUSTS_JAVAS)))
                .contains("refused the login of agent and said: 535")
                .contains("workstatus secret smtp")
                .doesNotContain("barley");
    }

    @Test
    void missingPasswordIsSaid() {
        assertThat(failure(mailer(settings(25, false, false, "agent"), TRUSTS_JAVAS)))
                .contains("no password")
                .contains("bin/workstatus secret smtp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void passwordThatOthersCanReadIsNotUsed(String mode) throws Exception {
        new Secret(home, Secret.SMTP).write("open sesame");
        Path file = home.resolve("secrets/smtp");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTP);
        assertThat(failure(mailer(settings(server.getSmtp().getPort(), false, false, "agent"), TRUSTS_JAVAS)))
                .contains(file.toString())
                .contains("0600")
                .contains("bin/workstatus secret smtp")
                .doesNotContain("sesame");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void passwordDoesNotGoInTheClearToAnotherMachine() throws Exception {
        new Secret(home, Secret.SMTP).write("open sesame");
        MailSettings clear = MailSettings.of("192.0.2.1", 25, false, false, "agent", "agent@example.com");
        assertThat(failure(mailer(clear, TRUSTS_JAVAS))).contains("not sent in the clear");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tlsWithATrustedCertificateDelivers(boolean startTls) throws Exception {
        SSLContext tls = ScriptedSmtp.localhost(home);
        ScriptedSmtp server = scripted(ScriptedSmtp::agreeable, tls, !startTls);
        MailSettings settings =
                MailSettings.of("localhost", server.port(), startTls, !startTls, "", "agent@example.com");
        assertThat(mailer(settings, tls.getSocketFactory()).send(mail()).get(10, TimeUnit.SECONDS))
                .isEqualTo("250 2.0.0 fine");
        assertThat(server.heard()).contains("MAIL FROM:<agent@example.com>", "    12345678");
    }

    @Test
    void startTlsWithACertificateThatNobodyTrustsSendsNothing() throws Exception {
        ScriptedSmtp server = scripted(ScriptedSmtp::agreeable, ScriptedSmtp.localhost(home), false);
        assertThat(failure(mailer(settings(server.port(), true, false, ""), TRUSTS_JAVAS)))
                .contains("has a certificate that this machine does not trust");
        assertThat(server.heard()).containsExactly("EHLO localhost", "STARTTLS");
    }

    @Test
    void certificateThatNobodyTrustsIsSaidAndNothingIsSent() {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTPS);
        assertThat(failure(mailer(settings(server.getSmtps().getPort(), false, true, ""), TRUSTS_JAVAS)))
                .contains("has a certificate that this machine does not trust");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void certificateOfAnotherNameIsSaid() {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTPS);
        MailSettings other =
                MailSettings.of("127.0.0.2", server.getSmtps().getPort(), false, true, "", "agent@example.com");
        assertThat(failure(mailer(other, new DummySSLSocketFactory()))).contains("does not trust");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void serverWithoutStartTlsGetsNoMail() {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTP);
        assertThat(failure(mailer(settings(server.getSmtp().getPort(), true, false, ""), TRUSTS_JAVAS)))
                .contains("STARTTLS is required");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void serverThatSpeaksNoTlsIsSaid() {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTP);
        assertThat(failure(mailer(settings(server.getSmtp().getPort(), false, true, ""), TRUSTS_JAVAS)))
                .contains("does not speak TLS from the first byte");
    }

    @Test
    void serverThatIsDownIsSaid() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        assertThat(failure(mailer(settings(port, false, false, ""), TRUSTS_JAVAS)))
                .contains(LOCALHOST + ":" + port)
                .contains("cannot be reached");
    }

    @Test
    void nameThatDoesNotResolveIsSaid() {
        MailSettings nowhere = MailSettings.of("mail.invalid", 25, false, false, "", "agent@example.com");
        assertThat(failure(mailer(nowhere, TRUSTS_JAVAS))).contains("does not resolve");
    }

    @Test
    void serverThatIsTooSlowIsCutWhenItsTimeIsOver() throws Exception {
        ScriptedSmtp silent = scripted(line -> null, null, false);
        Mailer mailer = mailer(settings(silent.port(), false, false, ""), TRUSTS_JAVAS);
        CompletableFuture<String> sending = mailer.send(mail());
        await().atMost(Duration.ofSeconds(10)).until(() -> !silent.heard().isEmpty());
        mailer.cutOverdue();
        assertThat(sending).isNotDone();
        time.pass(Mailer.LONGEST);
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            mailer.cutOverdue();
            return sending.isDone();
        });
        assertThat(catchThrowableOfType(ExecutionException.class, sending::get)).hasMessageContaining("was too slow");
    }

    @Test
    void stopEndsWhatIsUnderWayWithinTwoSeconds() throws Exception {
        ScriptedSmtp silent = scripted(line -> null, null, false);
        Mailer mailer = mailer(settings(silent.port(), false, false, ""), TRUSTS_JAVAS);
        CompletableFuture<String> sending = mailer.send(mail());
        await().atMost(Duration.ofSeconds(10)).until(() -> !silent.heard().isEmpty());
        long before = System.nanoTime();
        mailer.shutdown();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        assertThat(sending).isCompletedExceptionally();
    }

    @Test
    void refusedRecipientIsSaidWithTheServersWordsOnOneLine() throws Exception {
        ScriptedSmtp server = scripted(
                line -> line.startsWith("RCPT")
                        ? "550 5.1.1 nobody\u0007 of that name " + "x".repeat(300)
                        : ScriptedSmtp.agreeable(line),
                null,
                false);
        assertThat(failure(mailer(settings(server.port(), false, false, ""), TRUSTS_JAVAS)))
                .contains("refused the recipient and said: 550 5.1.1 nobody? of that name")
                .hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@example.com\r\nBcc: eve@example.com",
                "ada@example.com\nRCPT TO:<eve@example.com>",
                "ada@example.com, eve@example.com",
                "ada",
                "@example.com",
                "ada@",
                "ada@example.com ",
                "Ada <ada@example.com>",
                "\"ada\nx\"@example.com",
                "ada@exa mple.com",
                "ädä@example.com",
                ""
            })
    void addressThatIsMoreThanAnAddressIsRefused(String address) {
        assertThat(MailAddress.isPlain(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.com", "a.b+c@mail.example.co.uk", "root@localhost", "o'neil@x1.example"})
    void plainAddressIsTaken(String address) {
        assertThat(MailAddress.isPlain(address)).isTrue();
    }

    @Test
    void settingsThatCannotWorkAreSaid() {
        assertThat(MailSettings.of("", 25, false, false, "", "a@b").problem().orElseThrow())
                .contains("not set up");
        assertThat(MailSettings.of("a\nb", 25, false, false, "", "a@b")
                        .problem()
                        .orElseThrow())
                .contains("smtpHost");
        assertThat(MailSettings.of("a", 0, false, false, "", "a@b").problem().orElseThrow())
                .contains("smtpPort");
        assertThat(MailSettings.of("a", 25, false, false, "", "").problem().orElseThrow())
                .contains("mailFrom");
    }

    private static SmtpServer.Mail mail() {
        return new SmtpServer.Mail(
                "ada@example.com", "Your code", "Your code is:\n\n    12345678\n\nGood.\n", new SetTime().now());
    }

    private static MailSettings settings(int port, boolean startTls, boolean tls, String user) {
        return MailSettings.of(LOCALHOST, port, startTls, tls, user, "agent@example.com");
    }

    private Mailer mailer(MailSettings settings, SSLSocketFactory trust) {
        Mailer mailer = new Mailer(() -> settings, new Secret(home, Secret.SMTP), trust, time);
        open.add(mailer::shutdown);
        return mailer;
    }

    private static String failure(Mailer mailer) {
        return Optional.ofNullable(catchThrowableOfType(
                        ExecutionException.class, () -> mailer.send(mail()).get(15, TimeUnit.SECONDS)))
                .map(Throwable::getCause)
                .filter(MailFailedException.class::isInstance)
                .map(Throwable::getMessage)
                .orElseThrow();
    }

    private GreenMail greenMail(String protocol) {
        GreenMail server = new GreenMail(new ServerSetup(0, "0.0.0.0", protocol));
        server.start();
        open.add(server::stop);
        return server;
    }

    private ScriptedSmtp scripted(
            Function<String, @Nullable String> script, @Nullable SSLContext tls, boolean fromTheFirstByte)
            throws IOException {
        ScriptedSmtp server = new ScriptedSmtp(script, tls, fromTheFirstByte);
        open.add(server);
        return server;
    }
}
