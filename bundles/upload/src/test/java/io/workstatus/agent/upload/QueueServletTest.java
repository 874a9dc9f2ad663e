package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.store.StoreException.Kind;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueServletTest {

    private final Artifact artifact = Artifacts.screenshot(TestTime.START);
    private final String retry = "/" + artifact.id() + "/retry";
    private final String discard = "/" + artifact.id() + "/discard";
    private final TestStore store = new TestStore();

    private Home home;
    private QueueServlet servlet;

    /** What the servlet answered. */
    private static final class Answer {
        private int status = 200;
        private String error = "";
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        JsonNode json() throws Exception {
            return Json.parse(body.toString(StandardCharsets.UTF_8));
        }
    }

    @BeforeEach
    void setAside(@TempDir Path folder) throws Exception {
        home = new Home(folder);
        store.before = object -> {
            throw TestStore.failure(Kind.ITEM);
        };
        home.queue.offer(artifact);
        home.connect(store);
        await().until(() -> home.books().counts().quarantined() == 1);
        servlet = new QueueServlet(home.queue, home.time);
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void whatWasSetAsideIsListedWithWhyAndSinceWhen() throws Exception {
        JsonNode rows = get("root", Map.of()).json();

        assertThat(rows).hasSize(1);
        JsonNode row = rows.get(0);
        assertThat(row.path("id").asText()).isEqualTo(artifact.id());
        assertThat(row.path("kind").asText()).isEqualTo("screenshot");
        assertThat(row.path("user").asText()).isEqualTo("ada");
        assertThat(row.path("createdAt").asText()).isEqualTo("2026-11-22T08:15:00.000Z");
        assertThat(row.path("key").asText()).isEqualTo(artifact.key());
        assertThat(row.path("bytes").asInt()).isEqualTo(2_000);
        assertThat(row.path("state").asText()).isEqualTo("quarantined");
        assertThat(row.path("hasPicture").asBoolean()).isTrue();
        assertThat(row.path("since").asText()).matches("2026-11-22T08:.*Z");
        assertThat(row.path("reason").asText()).contains("the store refused it");
    }

    @Test
    void theOtherStatesAreListedToo() throws Exception {
        store.before = object -> {};
        Artifact sent = Artifacts.screenshot(TestTime.START.plusMillis(1));
        home.queue.offer(sent);
        await().until(() -> home.books().counts().sent() == 1);
        home.time.advance(Duration.ofMinutes(1));

        assertThat(get("root", Map.of("state", "sent")).json())
                .singleElement()
                .satisfies(row -> assertThat(row.path("id").asText()).isEqualTo(sent.id()));
        assertThat(get("root", Map.of("state", "pending")).json()).isEmpty();
        assertThat(get("root", Map.of("state", "dropped")).json()).isEmpty();
    }

    @Test
    void whatIsAskedForInAWayThatMeansNothingIs400() throws Exception {
        assertThat(get("root", Map.of("state", "lost")).status).isEqualTo(400);
        assertThat(get("root", Map.of("limit", "0")).status).isEqualTo(400);
    }

    @Test
    void onlyAdminsMay() throws Exception {
        assertThat(get("ada", Map.of()).status).isEqualTo(403);
        assertThat(post("ada", retry, "").status).isEqualTo(403);
        assertThat(post("ada", discard, "{\"reason\":\"mine\"}").status).isEqualTo(403);
        assertThat(home.books().counts().quarantined()).isEqualTo(1);
    }

    @Test
    void aRetryIs204AndASecondOneIs409() throws Exception {
        store.before = object -> {};

        assertThat(post("root", retry, "").status).isEqualTo(204);

        await().until(() -> home.books().counts().sent() == 1);
        assertThat(post("root", retry, "").status).isEqualTo(409);
        assertThat(store.objects).containsOnlyKeys(artifact.key());
    }

    @Test
    void aDiscardIs204AndASecondOneIs409() throws Exception {
        assertThat(post("root", discard, "{\"reason\":\" a\\n test \"}").status).isEqualTo(204);
        assertThat(home.journal.dataOf("queue.discarded"))
                .singleElement()
                .satisfies(data -> assertThat(data.get("reason")).isEqualTo("a test"));
        assertThat(post("root", discard, "{\"reason\":\"again\"}").status).isEqualTo(409);
        assertThat(home.books().unaccounted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"reason\":\" \\n \"}", "{\"reason\":7}", "{\"reason\":null}"})
    void aDiscardWithoutAReasonIs400AndChangesNothing(String body) throws Exception {
        Answer answer = post("root", discard, body);

        assertThat(answer.status).isEqualTo(400);
        assertThat(answer.error).contains("reason");
        assertThat(home.books().counts().quarantined()).isEqualTo(1);
    }

    @Test
    void aReasonOfMoreThan500CharactersIs400() throws Exception {
        assertThat(post("root", discard, "{\"reason\":\"" + "x".repeat(501) + "\"}").status)
                .isEqualTo(400);
        assertThat(post("root", discard, "{\"reason\":\"" + "x".repeat(500) + "\"}").status)
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/01ARZ3NDEKTSV4RRFFQ69G5FAV/retry",
                "/01ARZ3NDEKTSV4RRFFQ69G5FAV/discard",
                "/00000000000000000000000000/send",
                "/UUUUUUUUUUUUUUUUUUUUUUUUUU/retry",
                "/../x/retry",
                "/"
            })
    void whatIsNotThereIs404(String path) throws Exception {
        assertThat(post("root", path, "{\"reason\":\"why\"}").status).isEqualTo(404);
    }

    private Answer get(String user, Map<String, String> parameters) throws Exception {
        Answer answer = new Answer();
        servlet.doGet(request(user, null, parameters, ""), response(answer));
        return answer;
    }

    private Answer post(String user, String path, String body) throws Exception {
        Answer answer = new Answer();
        servlet.doPost(request(user, path, new HashMap<>(), body), response(answer));
        return answer;
    }

    private static HttpServletRequest request(
            String user, @Nullable String path, Map<String, String> parameters, String body) {
        return fake(HttpServletRequest.class, (name, args) -> switch (name) {
            case "getRemoteUser" -> user;
            case "isUserInRole" -> user.equals("root") && args[0].equals(SignedIn.ADMIN);
            case "getPathInfo" -> path;
            case "getParameter" -> parameters.get(String.valueOf(args[0]));
            case "getInputStream" -> input(body);
            default -> throw new UnsupportedOperationException(name);
        });
    }

    private static HttpServletResponse response(Answer answer) {
        return fake(HttpServletResponse.class, (name, args) -> {
            switch (name) {
                case "sendError" -> {
                    answer.status = (int) args[0];
                    answer.error = String.valueOf(args[1]);
                }
                case "setStatus" -> answer.status = (int) args[0];
                case "setContentType", "setHeader", "setContentLength" -> {}
                case "getOutputStream" -> {
                    return output(answer.body);
                }
                default -> throw new UnsupportedOperationException(name);
            }
            return null;
        });
    }

    private interface Call {
        @Nullable
        Object answer(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) -> call.answer(method.getName(), args == null ? new Object[0] : args)));
    }

    private static ServletInputStream input(String text) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return new ServletInputStream() {
            @Override
            public boolean isFinished() {
                return bytes.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read() {
                return bytes.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return bytes.read(into, offset, length);
            }
        };
    }

    private static ServletOutputStream output(ByteArrayOutputStream body) {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(int b) {
                body.write(b);
            }
        };
    }
}
