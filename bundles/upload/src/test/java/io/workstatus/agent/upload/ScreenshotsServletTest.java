package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.ulid.UlidCreator;
import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.api.queue.Artifact;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenshotsServletTest {

    private final Artifact adas = Artifacts.screenshot(TestTime.START, "ada");
    private final Artifact graces = Artifacts.screenshot(TestTime.START.plusMillis(1), "grace");

    private Home home;
    private ScreenshotsServlet servlet;

    /** What the servlet answered. */
    private static final class Answer {
        private int status = 200;
        private String error = "";
        private final Map<String, String> headers = new HashMap<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        JsonNode json() throws Exception {
            return Json.parse(body.toString(StandardCharsets.UTF_8));
        }

        List<String> ids() throws Exception {
            List<String> ids = new ArrayList<>();
            json().forEach(row -> ids.add(row.path("id").asText()));
            return ids;
        }
    }

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        home = new Home(folder);
        home.queue.offer(adas);
        home.queue.offer(graces);
        home.time.advance(Duration.ofMinutes(1));
        servlet = new ScreenshotsServlet(home.queue, home.time, home.journal);
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void rowsAreThoseOfTheContract() throws Exception {
        Answer answer = get("root", null, Map.of());

        assertThat(answer.headers).containsEntry("Content-Type", "application/json;charset=utf-8");
        assertThat(answer.ids()).containsExactly(graces.id(), adas.id());
        assertThat(answer.json().get(1).toString())
                .isEqualTo("{\"id\":\"%s\",\"user\":\"ada\",\"takenAt\":\"2026-11-22T08:15:00.000Z\",\"key\":\"%s\","
                                .formatted(adas.id(), adas.key())
                        + "\"width\":1920,\"height\":1080,\"bytes\":2000,\"sha256\":\"%s\",\"blurred\":true,\"state\":\"pending\"}"
                                .formatted(adas.sha256()));
    }

    @Test
    void theLastDayIsTheDefault() throws Exception {
        home.time.advance(Duration.ofDays(1));

        assertThat(get("root", null, Map.of()).ids()).isEmpty();
        assertThat(get("root", null, Map.of("from", "2026-11-22T08:15:00.000Z")).ids())
                .hasSize(2);
    }

    @Test
    void fromToAndLimitNarrowTheList() throws Exception {
        assertThat(get("root", null, Map.of("limit", "1")).ids()).containsExactly(graces.id());
        assertThat(get("root", null, Map.of("from", "2026-11-22T08:15:00.001Z")).ids())
                .containsExactly(graces.id());
        assertThat(get("root", null, Map.of("to", "2026-11-22T08:15:00.001Z")).ids())
                .containsExactly(adas.id());
    }

    @ParameterizedTest
    @CsvSource({"from, yesterday", "to, 2026-11-22", "limit, 0", "limit, 10001", "limit, -1", "limit, ten", "limit, ''"
    })
    void parametersThatAreNoneAreToldByName(String name, String value) throws Exception {
        Answer answer = get("root", null, Map.of(name, value));

        assertThat(answer.status).isEqualTo(400);
        assertThat(answer.error).contains(name);
    }

    @ParameterizedTest
    @CsvSource({"-999999999-01-01T00:00:00Z, +999999999-01-01T00:00:00Z", "0000-01-01T00:00:00Z, 9999-12-31T23:59:59Z"})
    void timesBeyondAllBoundsAreJustTheWholeList(String from, String to) throws Exception {
        assertThat(get("root", null, Map.of("from", from, "to", to)).ids()).hasSize(2);
    }

    @Test
    void aMemberSeesOnlyTheirOwn() throws Exception {
        assertThat(get("ada", null, Map.of()).ids()).containsExactly(adas.id());
        assertThat(get("ada", "/" + adas.id(), Map.of()).status).isEqualTo(200);
        assertThat(get("ada", "/" + graces.id(), Map.of()).status).isEqualTo(404);
        assertThat(delete("ada", "/" + graces.id()).status).isEqualTo(404);
        assertThat(home.books().pending()).isEqualTo(2);
    }

    @Test
    void thePictureComesWithItsTypeAndIsNotKeptByAnyCache() throws Exception {
        Answer answer = get("ada", "/" + adas.id(), Map.of());

        assertThat(answer.body.toByteArray()).isEqualTo(adas.content());
        assertThat(answer.headers)
                .containsEntry("Content-Type", "image/jpeg")
                .containsEntry("Content-Length", "2000")
                .containsEntry("Cache-Control", "private, no-store");
    }

    @ParameterizedTest
    @CsvSource({"/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/../../etc/passwd", "/x", "/01arz3ndektsv4rrffq69g5fav"})
    void anUnknownIdIsNotFound(String path) throws Exception {
        assertThat(get("root", path, Map.of()).status).isEqualTo(404);
        assertThat(delete("root", path).status).isEqualTo(404);
    }

    @Test
    void deletingTheListAsAWholeIsNotPossible() throws Exception {
        assertThat(delete("root", null).status).isEqualTo(404);
        assertThat(home.books().pending()).isEqualTo(2);
    }

    @Test
    void whatWasDeletedIsGoneAndNotListed() throws Exception {
        assertThat(delete("ada", "/" + adas.id()).status).isEqualTo(204);

        assertThat(get("ada", "/" + adas.id(), Map.of()).status).isEqualTo(410);
        assertThat(get("root", null, Map.of()).ids()).containsExactly(graces.id());
    }

    @Test
    void aLargePictureHasASmallOneAndASmallOneIsItsOwn() throws Exception {
        byte[] large = jpeg(1920, 1080);
        Instant at = TestTime.START.plusMillis(5);
        String id = UlidCreator.getMonotonicUlid(at.toEpochMilli()).toString();
        home.queue.offer(Artifacts.with(id, "screenshots/" + id + ".jpg", "ada", at, large));

        Answer answer = get("ada", "/" + id + "/thumbnail", Map.of());

        assertThat(answer.headers).containsEntry("Cache-Control", "private, no-store");
        BufferedImage small = ImageIO.read(new ByteArrayInputStream(answer.body.toByteArray()));
        assertThat(small.getWidth()).isBetween(Thumbnails.SIDE, 2 * Thumbnails.SIDE);
        assertThat(answer.body.size()).isLessThan(large.length / 4);
        assertThat(get("ada", "/" + adas.id() + "/thumbnail", Map.of()).body.toByteArray())
                .isEqualTo(adas.content());
        assertThat(get("ada", "/" + graces.id() + "/thumbnail", Map.of()).status)
                .isEqualTo(404);
        assertThat(delete("ada", "/" + id).status).isEqualTo(204);
        assertThat(get("ada", "/" + id + "/thumbnail", Map.of()).status).isEqualTo(410);
    }

    @Test
    void aLargeFileThatIsNoPictureIsSentAsItIs() throws Exception {
        byte[] noise = new byte[50_000];
        Instant at = TestTime.START.plusMillis(6);
        String id = UlidCreator.getMonotonicUlid(at.toEpochMilli()).toString();
        home.queue.offer(Artifacts.with(id, "screenshots/" + id + ".jpg", "ada", at, noise));

        assertThat(get("ada", "/" + id + "/thumbnail", Map.of()).body.toByteArray())
                .isEqualTo(noise);
    }

    @Test
    void whoLooksAtSomebodyElsesScreenshotIsInTheJournalOnce() throws Exception {
        get("ada", "/" + adas.id(), Map.of());
        assertThat(home.journal.types()).doesNotContain("screenshot.viewed");

        get("root", "/" + adas.id(), Map.of());
        get("root", "/" + adas.id(), Map.of());
        get("root", "/" + adas.id() + "/thumbnail", Map.of());
        get("root", "/" + adas.id() + "/thumbnail", Map.of());

        assertThat(home.journal.dataOf("screenshot.viewed").stream()
                        .map(TreeMap::new)
                        .toList()
                        .toString())
                .isEqualTo(List.of(
                                new TreeMap<>(Map.of("id", adas.id(), "user", "ada", "by", "root")),
                                new TreeMap<>(Map.of("thumbnails", "2026-11-22", "user", "ada", "by", "root")))
                        .toString());
    }

    private static byte[] jpeg(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random colours = new Random(1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, colours.nextInt(0x1000000));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", bytes);
        return bytes.toByteArray();
    }

    private Answer get(String user, @Nullable String path, Map<String, String> parameters) throws Exception {
        Answer answer = new Answer();
        servlet.doGet(request(user, path, parameters), response(answer));
        return answer;
    }

    private Answer delete(String user, @Nullable String path) throws Exception {
        Answer answer = new Answer();
        servlet.doDelete(request(user, path, Map.of()), response(answer));
        return answer;
    }

    private static HttpServletRequest request(String user, @Nullable String path, Map<String, String> parameters) {
        return fake(HttpServletRequest.class, (name, args) -> switch (name) {
            case "getRemoteUser" -> user;
            case "isUserInRole" -> user.equals("root") && args[0].equals(SignedIn.ADMIN);
            case "getPathInfo" -> path;
            case "getParameter" -> parameters.get(String.valueOf(args[0]));
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
                case "setContentType" -> answer.headers.put("Content-Type", String.valueOf(args[0]));
                case "setHeader" -> answer.headers.put(String.valueOf(args[0]), String.valueOf(args[1]));
                case "setContentLength", "setContentLengthLong" ->
                    answer.headers.put("Content-Length", String.valueOf(args[0]));
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

            @Override
            public void write(byte[] bytes, int offset, int length) {
                body.write(bytes, offset, length);
            }
        };
    }
}
