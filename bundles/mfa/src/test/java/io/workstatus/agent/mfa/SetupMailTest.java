package io.workstatus.agent.mfa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.workstatus.agent.mfa.Accounts.Application;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** {@code POST /api/v1/setup/mail}: the mail server is named before anybody exists, tried out, and kept if it works. */
class SetupMailTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Map<String, Object> kept = new HashMap<>();
    private Desk desk;
    private int status;
    private String answer = "";

    @BeforeEach
    void start() {
        server.start();
        server.setUser("agent@example.com", "agent", "open sesame");
        desk = new Desk(home);
    }

    @AfterEach
    void stop() {
        desk.close();
        server.stop();
    }

    private Map<String, Object> request() throws IOException {
        Map<String, Object> request = new HashMap<>();
        request.put("token", Files.readString(home.resolve(SetupToken.FILE)));
        request.put("smtpHost", "127.0.0.1");
        request.put("smtpPort", server.getSmtp().getPort());
        request.put("smtpStartTls", false);
        request.put("smtpUser", "agent");
        request.put("smtpPassword", "open sesame");
        request.put("mailFrom", "agent@example.com");
        request.put("to", "ada@example.com");
        return request;
    }

    @Test
    void serverThatTakesAMailIsKeptItsPasswordAsASecretAndIsInForceAtOnce() throws Exception {
        post(request());
        assertThat(status).isEqualTo(200);
        assertThat(answer).contains("\"said\":\"250");
        assertThat(server.getReceivedMessages()).hasSize(1);
        assertThat(kept)
                .containsEntry("smtpHost", "127.0.0.1")
                .containsEntry("smtpPort", server.getSmtp().getPort())
                .containsEntry("smtpUser", "agent")
                .containsEntry("mailFrom", "agent@example.com")
                .doesNotContainValue("open sesame");
        Path secret = home.resolve("secrets/smtp");
        assertThat(Files.readString(secret)).isEqualTo("open sesame\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        String token = Files.readString(home.resolve(SetupToken.FILE));
        desk.mfa
                .desk()
                .apply(token, new Application("ada", Desk.PASSWORD, "admin", "email", Optional.of("ada@example.com")));
        assertThat(server.waitForIncomingEmail(10_000, 2)).isTrue();
    }

    @Test
    void strangerWithoutTheTokenNamesNoServer() throws Exception {
        Map<String, Object> request = request();
        request.put("token", "guessed");
        post(request);
        refused(403, "set-up token");
    }

    @Test
    void onceSomebodyExistsNobodyNamesAServerThisWay() throws Exception {
        Map<String, Object> request = request();
        desk.setUp("ada");
        post(request);
        refused(403, "set up already");
    }

    @Test
    void serverThatIsDownIsSaidAndNotKept() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Map<String, Object> request = request();
        request.put("smtpPort", free);
        post(request);
        refused(422, "cannot be reached");
    }

    @Test
    void refusedLoginIsSaidAndNotKept() throws Exception {
        Map<String, Object> request = request();
        request.put("smtpPassword", "open barley");
        post(request);
        refused(422, "refused the login of agent");
        assertThat(answer).doesNotContain("barley");
    }

    @Test
    void serverThatSpeaksNoTlsIsSaidAndNotKept() throws Exception {
        Map<String, Object> request = request();
        request.put("smtpTls", true);
        post(request);
        refused(422, "TLS");
    }

    @Test
    void lineBreaksAreRefusedBeforeAnythingIsSent() throws Exception {
        for (String field : new String[] {"to", "mailFrom", "smtpHost", "smtpPassword"}) {
            Map<String, Object> request = request();
            request.put(field, request.get(field) + "\r\nBcc: eve@example.com");
            post(request);
            refused(422, "");
        }
    }

    @Test
    void portThatIsNoneIsSaid() throws Exception {
        for (Object port : new Object[] {0, 70_000, "smtp"}) {
            Map<String, Object> request = request();
            request.put("smtpPort", port);
            post(request);
            refused(422, "port");
        }
    }

    private void refused(int expected, String words) {
        assertThat(status).isEqualTo(expected);
        assertThat(answer).contains(words).doesNotContain("\n");
        assertThat(kept).isEmpty();
        assertThat(home.resolve("secrets/smtp")).doesNotExist();
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    private void post(Map<String, Object> body) throws Exception {
        new SetupMailServlet(desk.mfa, configurations()).doPost(request(JSON.writeValueAsBytes(body)), response());
    }

    private ConfigurationAdmin configurations() {
        Configuration configuration = fake(Configuration.class, (name, arguments) -> {
            if (name.equals("update")) {
                Dictionary<?, ?> next = (Dictionary<?, ?>) arguments[0];
                Collections.list(next.keys()).forEach(key -> kept.put(String.valueOf(key), next.get(key)));
            }
            return null;
        });
        return fake(ConfigurationAdmin.class, (name, arguments) -> configuration);
    }

    private static HttpServletRequest request(byte[] body) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(body);
        return fake(
                HttpServletRequest.class,
                (name, arguments) -> name.equals("getInputStream")
                        ? new ServletInputStream() {
                            @Override
                            public int read() {
                                return bytes.read();
                            }

                            @Override
                            public int read(byte[] buffer, int offset, int length) {
                                return bytes.read(buffer, offset, length);
                            }

                            @Override
                            public boolean isFinished() {
                                return bytes.available() == 0;
                            }

                            @Override
                            public boolean isReady() {
                                return true;
                            }

                            @Override
                            public void setReadListener(ReadListener listener) {}
                        }
                        : null);
    }

    private HttpServletResponse response() {
        return fake(HttpServletResponse.class, (name, arguments) -> {
            switch (name) {
                case "setStatus" -> status = (int) arguments[0];
                case "sendError" -> {
                    status = (int) arguments[0];
                    answer = String.valueOf(arguments[1]);
                }
                case "getOutputStream" -> {
                    return new ServletOutputStream() {
                        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

                        @Override
                        public void write(int value) {
                            bytes.write(value);
                            answer = bytes.toString(UTF_8);
                        }

                        @Override
                        public boolean isReady() {
                            return true;
                        }

                        @Override
                        public void setWriteListener(WriteListener listener) {}
                    };
                }
                default -> {
                    // Headers.
                }
            }
            return null;
        });
    }

    private interface Calls {
        @Nullable
        Object called(String name, Object[] arguments) throws Throwable;
    }

    private static <T> T fake(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> calls.called(method.getName(), arguments)));
    }
}
