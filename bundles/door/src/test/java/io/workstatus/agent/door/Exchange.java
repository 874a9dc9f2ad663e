package io.workstatus.agent.door;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request and its response as a server would have them, as far as the door looks. */
final class Exchange {

    private int localPort = 5000;
    private final String method;
    private final String path;
    private final Map<String, String> requestHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<Cookie> cookies = new ArrayList<>();
    private final Map<String, Object> attributes = new HashMap<>();
    private Input input = new Input(new ByteArrayInputStream(new byte[0]), 0);
    private long contentLength = -1;

    private @Nullable AsyncContext async;
    private boolean completed;
    private int status = 200;
    private boolean committed;
    private final Map<String, String> responseHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private @Nullable PrintWriter writer;

    Exchange(String method, String path) {
        this.method = method;
        this.path = path;
        requestHeaders.put("Host", "localhost:5000");
    }

    Exchange header(String name, String value) {
        requestHeaders.put(name, value);
        return this;
    }

    Exchange cookie(String name, String value) {
        cookies.add(new Cookie(name, value));
        return this;
    }

    Exchange attribute(String name, Object value) {
        attributes.put(name, value);
        return this;
    }

    /** @param announced the value of Content-Length, or -1 for a body in chunks */
    Exchange body(int length, long announced) {
        input = new Input(new ByteArrayInputStream(new byte[length]), Math.max(0, announced - length));
        contentLength = announced;
        return this;
    }

    Exchange over(int port) {
        localPort = port;
        return this;
    }

    int status() {
        return status;
    }

    /** How much of the body nobody has read. */
    int unread() {
        return input.available();
    }

    String sent() {
        if (writer != null) {
            writer.flush();
        }
        return sent.toString(StandardCharsets.UTF_8);
    }

    @Nullable
    String responseHeader(String name) {
        return responseHeaders.get(name);
    }

    /** Whether an answer that went on was ended. */
    boolean isCompleted() {
        return completed;
    }

    private AsyncContext goesOn() {
        async = (AsyncContext) Proxy.newProxyInstance(
                Exchange.class.getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, call, arguments) -> {
                    switch (call.getName()) {
                        case "complete" -> completed = true;
                        case "hashCode" -> {
                            return System.identityHashCode(proxy);
                        }
                        case "equals" -> {
                            return proxy == arguments[0];
                        }
                        case "addListener" -> {
                            // Nothing ends by itself here.
                        }
                        default -> throw new UnsupportedOperationException(call.getName());
                    }
                    return null;
                });
        return async;
    }

    HttpServletRequest request() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                Exchange.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, call, arguments) -> {
                    String first = arguments == null || arguments.length == 0 ? "" : String.valueOf(arguments[0]);
                    return switch (call.getName()) {
                        case "getMethod" -> method;
                        case "getRequestURI", "getPathInfo" -> path;
                        case "getServletPath" -> "";
                        case "getServerName" -> "localhost";
                        case "getServerPort" -> 5000;
                        case "getLocalPort" -> localPort;
                        case "getRemoteAddr" -> "127.0.0.1";
                        case "getHeader" -> requestHeaders.get(first);
                        case "getHeaders" ->
                            Collections.enumeration(
                                    requestHeaders.containsKey(first) ? List.of(requestHeaders.get(first)) : List.of());
                        case "getContentType" -> requestHeaders.get("Content-Type");
                        case "getContentLengthLong" -> contentLength;
                        case "getCookies" -> cookies.isEmpty() ? null : cookies.toArray(new Cookie[0]);
                        case "getAttribute" -> attributes.get(first);
                        case "setAttribute" -> attributes.put(first, arguments[1]);
                        case "removeAttribute" -> attributes.remove(first);
                        case "isUserInRole" -> true;
                        case "getRemoteUser" -> "somebody the server believes in";
                        case "isAsyncStarted" -> async != null;
                        case "startAsync" -> goesOn();
                        case "getInputStream" -> input;
                        case "getParameter", "getCharacterEncoding" -> null;
                        default -> throw new UnsupportedOperationException(call.getName());
                    };
                });
    }

    HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                Exchange.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, call, arguments) -> {
                    switch (call.getName()) {
                        case "setStatus" -> status = (int) arguments[0];
                        case "getStatus" -> {
                            return status;
                        }
                        case "setHeader" -> put((String) arguments[0], (String) arguments[1]);
                        case "addHeader" ->
                            responseHeaders.merge(
                                    (String) arguments[0], (String) arguments[1], (one, other) -> one + ", " + other);
                        case "setContentType" -> put("Content-Type", (String) arguments[0]);
                        case "getContentType" -> {
                            return responseHeaders.get("Content-Type");
                        }
                        case "setContentLengthLong" -> put("Content-Length", String.valueOf(arguments[0]));
                        case "containsHeader" -> {
                            return responseHeaders.containsKey((String) arguments[0]);
                        }
                        case "isCommitted" -> {
                            return committed;
                        }
                        case "flushBuffer" -> committed = true;
                        case "reset" -> {
                            responseHeaders.clear();
                            sent.reset();
                            status = 200;
                        }
                        case "resetBuffer" -> {
                            // A server's writer keeps nothing back.
                            sent();
                            sent.reset();
                        }
                        case "getOutputStream" -> {
                            return new Output();
                        }
                        case "getWriter" -> {
                            writer = writer == null
                                    ? new PrintWriter(new OutputStreamWriter(new Output(), StandardCharsets.UTF_8))
                                    : writer;
                            return writer;
                        }
                        default -> throw new UnsupportedOperationException(call.getName());
                    }
                    return null;
                });
    }

    private void put(String name, @Nullable String value) {
        if (value == null) {
            responseHeaders.remove(name);
        } else {
            responseHeaders.put(name.toLowerCase(Locale.ROOT), value);
        }
    }

    private final class Output extends ServletOutputStream {

        @Override
        public void write(int value) {
            sent.write(value);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            sent.write(buffer, offset, length);
        }

        @Override
        public void close() {
            committed = true;
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

    private static final class Input extends ServletInputStream {

        private final ByteArrayInputStream bytes;
        private final long late;

        /** @param late bytes that were announced and do not come */
        Input(ByteArrayInputStream bytes, long late) {
            this.bytes = bytes;
            this.late = late;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return bytes.read(buffer, offset, length);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return late == 0 && bytes.available() == 0;
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
}
