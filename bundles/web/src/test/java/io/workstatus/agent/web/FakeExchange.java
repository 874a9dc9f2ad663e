package io.workstatus.agent.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A request and what a servlet answers to it; a call that a servlet is not expected to make fails. */
final class FakeExchange {

    private final String method;
    private final String servletPath;
    private final String pathInfo;
    private final Map<String, String> requestHeaders = new HashMap<>();
    private final Map<String, String> responseHeaders = new HashMap<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintWriter writer = new PrintWriter(written, true, StandardCharsets.UTF_8);
    private byte[] requestBody = {};
    private int status = 200;

    FakeExchange(String method, String servletPath, String pathInfo) {
        this.method = method;
        this.servletPath = servletPath;
        this.pathInfo = pathInfo;
    }

    FakeExchange header(String name, String value) {
        requestHeaders.put(name, value);
        return this;
    }

    FakeExchange body(byte[] body) {
        requestBody = body;
        return this;
    }

    FakeExchange through(HttpServlet servlet) throws ServletException, IOException {
        servlet.service(
                proxy(HttpServletRequest.class, (proxy, called, arguments) -> onRequest(called.getName(), arguments)),
                proxy(
                        HttpServletResponse.class,
                        (proxy, called, arguments) -> onResponse(called.getName(), arguments)));
        writer.flush();
        return this;
    }

    int status() {
        return status;
    }

    String header(String name) {
        return responseHeaders.get(name);
    }

    byte[] body() {
        return written.toByteArray();
    }

    String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private Object onRequest(String name, Object[] arguments) {
        return switch (name) {
            case "getMethod" -> method;
            case "getServletPath" -> servletPath;
            case "getPathInfo" -> pathInfo;
            case "getHeader" -> requestHeaders.get((String) arguments[0]);
            case "getDateHeader" -> -1L;
            case "getProtocol" -> "HTTP/1.1";
            case "getInputStream" -> new BodyStream(requestBody);
            default -> throw new UnsupportedOperationException(name);
        };
    }

    private Object onResponse(String name, Object[] arguments) {
        switch (name) {
            case "setStatus", "sendError" -> status = (int) arguments[0];
            case "setHeader" -> responseHeaders.put((String) arguments[0], (String) arguments[1]);
            case "setContentType" -> responseHeaders.put("Content-Type", (String) arguments[0]);
            case "setContentLength" -> responseHeaders.put("Content-Length", String.valueOf(arguments[0]));
            case "getOutputStream" -> {
                return new AnswerStream(written);
            }
            case "getWriter" -> {
                return writer;
            }
            default -> throw new UnsupportedOperationException(name);
        }
        return null;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static final class BodyStream extends ServletInputStream {

        private final InputStream bytes;

        BodyStream(byte[] body) {
            bytes = new ByteArrayInputStream(body);
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return bytes.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
            return false;
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

    private static final class AnswerStream extends ServletOutputStream {

        private final ByteArrayOutputStream bytes;

        AnswerStream(ByteArrayOutputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int b) {
            bytes.write(b);
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
