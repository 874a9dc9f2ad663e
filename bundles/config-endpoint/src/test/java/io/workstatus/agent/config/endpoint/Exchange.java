package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request to a servlet and its answer, as far as the calls about the policy look. */
final class Exchange {

    private final String method;
    private final @Nullable String pathInfo;
    private final ByteArrayInputStream sent;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private @Nullable String user;
    private Set<String> roles = Set.of();
    private int status = 200;
    private @Nullable String sentence;

    Exchange(String method, @Nullable String pathInfo, String body) {
        this.method = method;
        this.pathInfo = pathInfo;
        this.sent = new ByteArrayInputStream(body.getBytes(UTF_8));
    }

    Exchange by(String name, String... having) {
        user = name;
        roles = Set.of(having);
        return this;
    }

    int status() {
        return status;
    }

    /** What an error says. */
    @Nullable
    String sentence() {
        return sentence;
    }

    String body() {
        return received.toString(UTF_8);
    }

    HttpServletRequest request() {
        return fake(HttpServletRequest.class, (called, arguments) -> switch (called) {
            case "getMethod" -> method;
            case "getPathInfo" -> pathInfo;
            case "getHeader" -> null;
            case "getRemoteUser" -> user;
            case "isUserInRole" -> roles.contains(String.valueOf(arguments[0]));
            case "getInputStream" -> new Input();
            default -> throw new UnsupportedOperationException(called);
        });
    }

    HttpServletResponse response() {
        return fake(HttpServletResponse.class, (called, arguments) -> {
            switch (called) {
                case "sendError" -> {
                    status = (int) arguments[0];
                    sentence = arguments.length > 1 ? String.valueOf(arguments[1]) : null;
                }
                case "setHeader", "setContentType", "setContentLength" -> {}
                case "getOutputStream" -> {
                    return new Output();
                }
                default -> throw new UnsupportedOperationException(called);
            }
            return null;
        });
    }

    private interface Calls {
        @Nullable
        Object call(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> calls.call(method.getName(), arguments)));
    }

    private final class Input extends ServletInputStream {

        @Override
        public int read() {
            return sent.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return sent.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
            return sent.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Output extends ServletOutputStream {

        @Override
        public void write(int value) {
            received.write(value);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
